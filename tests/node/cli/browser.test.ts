import { describe, expect, test } from 'vitest';
import { findBrowser } from '../../../src/cli/browser';
import type { Machine } from '../../../src/cli/machine';

const cached = '/home/me/.cache/ms-playwright/chromium-1/chrome';

/**
 * A machine on which the named files exist and nothing starts unless `starts` says so.
 * `log` gets every start, unpacking, installation and spoken line in order.
 */
function machineWith(
  files: readonly string[],
  options: Partial<Machine> & { starts?: readonly string[] } = {},
) {
  const present = new Set(files);
  const log: string[] = [];
  const machine: Machine = {
    env: { PATH: '/usr/local/bin:/usr/bin' },
    platform: 'linux',
    arch: 'x64',
    isRoot: false,
    exists: (path) => present.has(path),
    start(path) {
      log.push(`start ${path}`);
      return options.starts?.includes(path)
        ? Promise.resolve('150.0')
        : Promise.reject(new Error('will not start'));
    },
    playwrightChromium: () => cached,
    unpackBundled() {
      log.push('unpack');
      return Promise.resolve('/bundled');
    },
    install(how) {
      log.push(`install ${how}`);
      return Promise.resolve();
    },
    say: (line) => log.push(`say ${line}`),
    ...options,
  };
  const steps = () => log.filter((line) => !line.startsWith('say '));
  return { machine, present, log, steps };
}

const everything = [
  '/named',
  '/usr/bin/google-chrome',
  '/usr/local/bin/chromium',
  '/usr/bin/chromium',
  cached,
];

describe('on Linux', () => {
  test('everything is tried in the documented order', async () => {
    const { machine, steps } = machineWith([...everything, '/usr/bin/apt-get'], {
      env: { PATH: '/usr/local/bin:/usr/bin', CHROMIUM_PATH: '/named' },
      isRoot: true,
    });
    await expect(findBrowser(machine)).rejects.toThrow(
      /^No browser could be started: install Chromium .*CHROMIUM_PATH/,
    );
    expect(steps()).toEqual([
      'start /named',
      'start /usr/local/bin/chromium',
      'start /usr/bin/chromium',
      'start /usr/bin/google-chrome',
      `start ${cached}`,
      'unpack',
      'start /bundled',
      'install apt-get',
      'install playwright',
    ]);
  });

  test('the first that starts is taken, and said', async () => {
    const { machine, steps, log } = machineWith(everything, { starts: ['/usr/bin/chromium', '/bundled'] });
    expect(await findBrowser(machine)).toEqual({
      path: '/usr/bin/chromium',
      source: 'installed on this machine',
      version: '150.0',
    });
    expect(steps()).toEqual(['start /usr/local/bin/chromium', 'start /usr/bin/chromium']);
    expect(log.slice(-1)).toEqual([
      'say Browser: Chromium 150.0, installed on this machine (/usr/bin/chromium).',
    ]);
  });

  test('a CHROMIUM_PATH that does not start is passed over aloud', async () => {
    const { machine, log } = machineWith([], { env: { CHROMIUM_PATH: '/gone' }, starts: ['/bundled'] });
    expect((await findBrowser(machine)).path).toBe('/bundled');
    expect(log).toContain('say Passing over /gone (named by CHROMIUM_PATH): will not start');
  });

  test("the browser's own words are the reason, not Playwright's log", async () => {
    const message = [
      'browserType.launch: Target page, context or browser has been closed',
      '<launched> pid=7',
      '[pid=7][err] some noise',
      '[pid=7][err] error while loading shared libraries: libnss3.so',
      'Call log:',
    ].join('\n');
    const { machine, log } = machineWith(['/usr/bin/chromium'], {
      start: () => Promise.reject(new Error(message)),
    });
    await expect(findBrowser(machine)).rejects.toThrow();
    expect(log).toContain(
      'say Passing over /usr/bin/chromium (installed on this machine): error while loading shared libraries: libnss3.so',
    );
  });

  test('a package that cannot be unpacked does not end the search', async () => {
    const { machine, present, log } = machineWith([], {
      starts: [cached],
      unpackBundled: () => Promise.reject(new Error('not installed')),
      install: () => {
        present.add(cached);
        return Promise.resolve();
      },
    });
    expect((await findBrowser(machine)).source).toBe('installed by Playwright');
    expect(log).toContain('say The package @sparticuz/chromium cannot be used: not installed');
  });

  test('apt-get is used by root on a machine that has it, and its browser is found', async () => {
    const { machine, present } = machineWith(['/usr/bin/apt-get'], {
      isRoot: true,
      starts: ['/usr/bin/chromium'],
      install: () => {
        present.add('/usr/bin/chromium');
        return Promise.resolve();
      },
    });
    expect((await findBrowser(machine)).path).toBe('/usr/bin/chromium');
  });

  test('apt-get is left alone by anybody else', async () => {
    const { machine, steps } = machineWith(['/usr/bin/apt-get']);
    await expect(findBrowser(machine)).rejects.toThrow();
    expect(steps()).not.toContain('install apt-get');
  });

  test('the package is left alone on a processor it is not made for', async () => {
    const { machine, steps } = machineWith([], { arch: 'arm64' });
    await expect(findBrowser(machine)).rejects.toThrow();
    expect(steps()).toEqual(['install playwright']);
  });
});

test('on macOS the Applications folders are looked at', async () => {
  const path = '/Users/me/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  const { machine } = machineWith([path], { platform: 'darwin', env: { HOME: '/Users/me' }, starts: [path] });
  expect((await findBrowser(machine)).path).toBe(path);
});

test('on Windows the program folders are looked at', async () => {
  const path = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
  const env = { PATH: 'C:\\Windows;C:\\bin', PROGRAMFILES: 'C:\\Program Files' };
  const { machine } = machineWith([path], { platform: 'win32', env, starts: [path] });
  expect((await findBrowser(machine)).path).toBe(path);
});
