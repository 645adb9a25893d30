import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isolationHeaders } from '../../../src/cli/headers';
import { serveStatic, type StaticServer } from '../../../src/cli/static-server';

const secret = 'the file beside the root';
let folder: string;
let root: string;
let server: StaticServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'static-server-'));
  root = join(folder, 'root');
  await mkdir(join(root, 'assets'), { recursive: true });
  await mkdir(join(root, 'empty folder'));
  await mkdir(join(folder, 'root-sibling'));
  await writeFile(join(folder, 'secret.txt'), secret);
  await writeFile(join(folder, 'root-sibling/secret.txt'), secret);
  await writeFile(join(root, 'index.html'), '<!doctype html><title>Treeline</title>');
  await writeFile(join(root, 'assets/index-B4d_f-9z.js'), 'export {};');
  await writeFile(join(root, 'assets/index.html'), 'inner');
  await writeFile(join(root, 'a b%.txt'), 'odd name');
  await writeFile(join(root, 'nothing.txt'), '');
  await symlink(join(folder, 'secret.txt'), join(root, 'way-out.txt'));
  await symlink(folder, join(root, 'way-up'));
  await symlink(join(root, 'index.html'), join(root, 'way-inside.html'));
  server = await serveStatic({ root });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, init: RequestInit = {}) => fetch(new URL(path, server.url), init);

interface RawAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** A GET whose path reaches the server as it is written: `fetch` would resolve the dots itself. */
function rawGet(path: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, location: response.headers.location, body });
      });
    })
      .on('error', reject)
      .end();
  });
}

describe('isolation', () => {
  async function everyKindOfAnswer(base: string): Promise<Response[]> {
    const ok = await fetch(base);
    const etag = ok.headers.get('etag') ?? '';
    return [
      ok,
      await fetch(base, { headers: { 'If-None-Match': etag } }),
      await fetch(new URL('missing.js', base)),
      await fetch(base, { method: 'POST' }),
      await fetch(new URL('%', base)),
      await fetch(new URL('assets', base), { redirect: 'manual' }),
      await fetch(base, { method: 'HEAD' }),
    ];
  }
  const statuses = [200, 304, 404, 405, 400, 301, 200];

  test('comes with every answer, with 304 and 404 too', async () => {
    const answers = await everyKindOfAnswer(server.url);
    expect(answers.map(({ status }) => status)).toEqual(statuses);
    for (const { headers } of answers) {
      for (const [name, value] of Object.entries(isolationHeaders)) expect(headers.get(name)).toBe(value);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  test('can be left out, to try the page without shared memory', async () => {
    const plain = await serveStatic({ root, isolated: false });
    try {
      const answers = await everyKindOfAnswer(plain.url);
      expect(answers.map(({ status }) => status)).toEqual(statuses);
      for (const { headers } of answers) {
        for (const name of Object.keys(isolationHeaders)) expect(headers.has(name)).toBe(false);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
      }
    } finally {
      await plain.close();
    }
  });
});

describe('content', () => {
  test.each([
    ['html', 'text/html; charset=utf-8'],
    ['js', 'text/javascript; charset=utf-8'],
    ['css', 'text/css; charset=utf-8'],
    ['wasm', 'application/wasm'],
    ['json', 'application/json'],
    ['webmanifest', 'application/manifest+json'],
    ['svg', 'image/svg+xml'],
    ['png', 'image/png'],
    ['csv', 'text/csv; charset=utf-8'],
    ['woff2', 'font/woff2'],
    ['txt', 'text/plain; charset=utf-8'],
    ['map', 'application/json'],
    ['unheard-of', 'application/octet-stream'],
  ])('a .%s file is %s', async (extension, type) => {
    await writeFile(join(root, `sample.${extension}`), 'x');
    const answer = await get(`sample.${extension}`);
    expect(answer.headers.get('content-type')).toBe(type);
  });

  test('a folder answers with its index.html, and without the slash leads to the slash', async () => {
    expect(await (await get('assets/')).text()).toBe('inner');
    const answer = await get('assets', { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([301, './assets/']);
    expect(await (await get('assets')).text()).toBe('inner');
  });

  test('a folder without index.html, a slash after a file and a query behave', async () => {
    expect((await get('empty folder/')).status).toBe(404);
    expect((await get('index.html/')).status).toBe(404);
    expect((await get('index.html?a=../b#c')).status).toBe(200);
  });

  test('an escaped name is decoded once', async () => {
    expect(await (await get('a%20b%25.txt')).text()).toBe('odd name');
  });

  test('an empty file is an empty answer', async () => {
    const answer = await get('nothing.txt');
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([
      200,
      '0',
      '',
    ]);
  });

  test('HEAD has the headers of GET and no body', async () => {
    const [head, full] = [await get('', { method: 'HEAD' }), await get('')];
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control']) {
      expect(head.headers.get(name)).toBe(full.headers.get(name));
    }
    expect(await head.text()).toBe('');
    expect(Number(full.headers.get('content-length'))).toBe((await full.text()).length);
  });

  test('other methods are refused with the allowed ones', async () => {
    const answer = await get('', { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('caching', () => {
  test('hashed assets are kept for ever, everything else is asked for again', async () => {
    const caching = async (path: string) => (await get(path)).headers.get('cache-control');
    expect(await caching('assets/index-B4d_f-9z.js')).toContain('immutable');
    expect(await caching('assets/')).toBe('no-cache');
    expect(await caching('')).toBe('no-cache');
    expect(await caching('missing-B4d_f-9z.js')).toBe('no-cache');
  });

  test('a known version is not sent again, a changed one is', async () => {
    await writeFile(join(root, 'changing.txt'), 'one');
    const etag = (await get('changing.txt')).headers.get('etag') ?? '';
    const ask = (tags: string) => get('changing.txt', { headers: { 'If-None-Match': tags } });
    for (const tags of [etag, `"other", ${etag}`, etag.replace('W/', ''), '*']) {
      const answer = await ask(tags);
      expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect((await ask('"other"')).status).toBe(200);
    await writeFile(join(root, 'changing.txt'), 'three');
    expect(await (await ask(etag)).text()).toBe('three');
  });
});

describe('nothing outside the root', () => {
  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2E%2E%2fsecret.txt',
    '/assets/../../secret.txt',
    '/..%5csecret.txt',
    '/%252e%252e/secret.txt',
    '/../root-sibling/secret.txt',
    '/way-out.txt',
    '/way-up/secret.txt',
    '/way-up',
    '//secret.txt',
  ])('%s is not found', async (path) => {
    const answer = await rawGet(path);
    expect([answer.status, answer.body.includes(secret)]).toEqual([404, false]);
  });

  test.each(['/%', '/%00', '/index.html%00.js', 'http://127.0.0.1/index.html'])(
    '%s is malformed',
    async (path) => {
      expect((await rawGet(path)).status).toBe(400);
    },
  );

  test('a link that stays inside is followed', async () => {
    expect((await get('way-inside.html')).status).toBe(200);
  });

  test('a doubled slash does not lead to another host', async () => {
    const { location } = await rawGet('//assets');
    expect(new URL(location ?? '', 'http://here/').host).toBe('here');
  });

  test('no path of dots, slashes, escapes and names ever brings the secret', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '%2f',
      '%2e',
      '\\',
      '%5c',
      'assets',
      'secret.txt',
      'root-sibling',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const { status, body } = await rawGet(`/${pieces.join('')}`);
        expect([200, 301, 400, 404]).toContain(status);
        expect(body).not.toContain(secret);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the address', () => {
  test('a taken port leads to a later one', async () => {
    const taken = Number(new URL(server.url).port);
    const next = await serveStatic({ root, port: taken });
    try {
      expect(Number(new URL(next.url).port)).toBeGreaterThan(taken);
      expect((await fetch(next.url)).status).toBe(200);
    } finally {
      await next.close();
    }
  });

  test('of a server for every interface is one that a browser can open', async () => {
    const open = await serveStatic({ root, host: '0.0.0.0' });
    try {
      expect(open.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      expect((await fetch(open.url)).status).toBe(200);
    } finally {
      await open.close();
    }
  });

  test('answers nobody once the server is closed', async () => {
    const brief = await serveStatic({ root });
    await fetch(brief.url);
    await brief.close();
    await expect(fetch(brief.url)).rejects.toThrow();
  });

  test('a missing root is an error at once', async () => {
    await expect(serveStatic({ root: join(folder, 'absent') })).rejects.toThrow('absent');
  });
});
