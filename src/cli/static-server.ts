import { createReadStream, type Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { isolationHeaders } from './headers';

export interface StaticServerOptions {
  /** The folder to serve. Nothing outside it is reachable, not even by a symbolic link. */
  readonly root: string;
  /** The port to try first; the next free one is taken when it is in use. 0, the default, means any free port. */
  readonly port?: number;
  /** The address to listen on; only this machine unless told otherwise. */
  readonly host?: string;
  /** `false` leaves out the headers that give the page shared memory, to try the page's fallback. */
  readonly isolated?: boolean;
}

export interface StaticServer {
  /** Where the server answers, with a slash at the end. */
  readonly url: string;
  /** Stops listening and ends the connections that are still open. */
  close(): Promise<void>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Vite puts a hash of the content into the names of what it builds, so such an address never changes its content. */
const hashedAsset = /\/assets\/[^/]+-[\w-]{8}\.[\w.]+$/;

/** How many ports after the wanted one are tried before giving up. */
const portsToTry = 100;

/**
 * Serves a folder of static files over HTTP, with the headers that make the page cross-origin isolated on every
 * response: WebKit refuses a worker whose 304 or 404 comes without them.
 *
 * @throws Error when `root` does not exist, or the address cannot be listened on.
 */
export async function serveStatic(options: StaticServerOptions): Promise<StaticServer> {
  const { port = 0, host = '127.0.0.1', isolated = true } = options;
  const root = await realpath(options.root);
  const everyResponse = {
    ...(isolated ? isolationHeaders : {}),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(everyResponse)) response.setHeader(name, value);
    respond(root, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'The file could not be read.');
    });
  });
  await listen(server, host, port);
  const { port: boundPort } = server.address() as AddressInfo;
  return {
    url: `http://${reachableName(host)}:${boundPort}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function respond(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    refuse(response, 405, 'Only GET and HEAD are answered here.');
    return;
  }
  const pathname = decodePath(request.url ?? '');
  if (pathname === undefined) {
    refuse(response, 400, 'The address is malformed.');
    return;
  }
  const found = await locate(root, pathname);
  if (found === undefined) {
    refuse(response, 404, 'Not found.');
    return;
  }
  if (!found.stats.isDirectory()) {
    sendFile(request, response, pathname, found);
    return;
  }
  if (!pathname.endsWith('/')) {
    // Without the slash the page's relative addresses would point beside it. The target is relative as well:
    // an absolute one made from `//other.host/` would lead away from this server.
    response.setHeader('Location', `./${encodeURIComponent(basename(pathname))}/`);
    refuse(response, 301, 'The folder is one slash further.');
    return;
  }
  const index = await locate(root, `${pathname}index.html`);
  if (index?.stats.isFile()) sendFile(request, response, `${pathname}index.html`, index);
  else refuse(response, 404, 'Not found.');
}

/** The decoded path of a request, or undefined if it is no path (`*`, `http://…`, a broken escape, a NUL). */
function decodePath(target: string): string | undefined {
  const encoded = target.split(/[?#]/, 1)[0] ?? '';
  if (!encoded.startsWith('/')) return undefined;
  try {
    const decoded = decodeURIComponent(encoded);
    return decoded.includes('\0') ? undefined : decoded;
  } catch {
    return undefined;
  }
}

interface Found {
  readonly path: string;
  readonly stats: Stats;
}

/** The file or folder at a decoded path, or undefined if there is none inside `root`. */
async function locate(root: string, pathname: string): Promise<Found | undefined> {
  // The backslash separates folders on Windows.
  if (pathname.split(/[/\\]/).includes('..')) return undefined;
  try {
    const path = await realpath(join(root, pathname));
    if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
    const stats = await stat(path);
    return stats.isFile() || stats.isDirectory() ? { path, stats } : undefined;
  } catch {
    return undefined;
  }
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  { path, stats }: Found,
): void {
  const etag = `W/"${stats.size.toString(16)}-${Math.trunc(stats.mtimeMs).toString(16)}"`;
  response.setHeader('ETag', etag);
  response.setHeader(
    'Cache-Control',
    hashedAsset.test(pathname) ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  if (matches(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, {
    'Content-Type': contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': stats.size,
  });
  if (request.method === 'HEAD' || stats.size === 0) {
    response.end();
    return;
  }
  // `end` keeps the body at the promised length when the file grows meanwhile. On an error pipeline destroys the
  // response, and the browser sees a broken download instead of a short file.
  pipeline(createReadStream(path, { end: stats.size - 1 }), response, () => undefined);
}

/** Whether an If-None-Match header names the tag, by the weak comparison of RFC 9110, section 13.1.2. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((tag) => opaque(tag) === opaque(etag));
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  const body = `${sentence}\n`;
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-cache',
  });
  // Node leaves the body out by itself when the request is a HEAD.
  response.end(body);
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  const last = port === 0 ? 0 : Math.min(port + portsToTry, 65_535);
  for (let candidate = port; ; candidate++) {
    try {
      await listenOnce(server, host, candidate);
      return;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || candidate >= last) throw error;
    }
  }
}

function listenOnce(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A name under which this machine reaches what listens on `host`: the wildcards are addresses for nobody. */
function reachableName(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
