import { realMachine, type Machine } from './machine';

/** A Chromium that was seen to start. */
export interface FoundBrowser {
  /** The program; Playwright's and Vitest's `executablePath`. */
  readonly path: string;
  /** Where it came from, in words for people. */
  readonly source: string;
  /** What the browser says about itself, such as "147.0.7727.24". */
  readonly version: string;
}

interface Candidate {
  readonly source: string;
  readonly path: string;
}

const namesOnPath = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * Finds a Chromium that starts, or provides one. In this order: CHROMIUM_PATH, the browsers of this machine,
 * Playwright's cache, the npm package @sparticuz/chromium, `apt-get install chromium` (as root on Debian and its
 * kin), `playwright install chromium`. Says which one it uses, and why it passes over one that does not start.
 *
 * @throws Error with one sentence that says what to do, when none starts.
 */
export async function findBrowser(machine: Machine = realMachine): Promise<FoundBrowser> {
  const tried = new Set<string>();
  for await (const { source, path } of candidates(machine)) {
    if (tried.has(path)) continue;
    tried.add(path);
    try {
      const version = await machine.start(path);
      machine.say(`Browser: Chromium ${version}, ${source} (${path}).`);
      return { path, source, version };
    } catch (error) {
      machine.say(`Passing over ${path} (${source}): ${reason(error)}`);
    }
  }
  throw new Error(
    'No browser could be started: install Chromium or Google Chrome, or set CHROMIUM_PATH to the program, and try again.',
  );
}

async function* candidates(machine: Machine): AsyncGenerator<Candidate> {
  const named = machine.env['CHROMIUM_PATH'];
  if (named) yield { source: 'named by CHROMIUM_PATH', path: named };

  yield* installed(machine);

  const cached = machine.playwrightChromium();
  if (machine.exists(cached)) yield { source: "from Playwright's cache", path: cached };

  if (machine.platform === 'linux' && machine.arch === 'x64') {
    try {
      yield { source: 'from the package @sparticuz/chromium', path: await machine.unpackBundled() };
    } catch (error) {
      machine.say(`The package @sparticuz/chromium cannot be used: ${reason(error)}`);
    }
  }

  if (machine.isRoot && machine.exists('/usr/bin/apt-get')) {
    machine.say('Installing a browser with "apt-get install chromium"…');
    await machine.install('apt-get');
    yield* installed(machine);
  }

  machine.say('Installing a browser with "playwright install chromium"…');
  await machine.install('playwright');
  if (machine.exists(cached)) yield { source: 'installed by Playwright', path: cached };
}

/** The browsers on PATH and where macOS and Windows keep them. */
function* installed(machine: Machine): Generator<Candidate> {
  const { env, platform } = machine;
  const folders = (env['PATH'] ?? '')
    .split(platform === 'win32' ? ';' : ':')
    .filter((folder) => folder !== '');
  const onPath = namesOnPath.flatMap((name) =>
    folders.map((folder) => (platform === 'win32' ? `${folder}\\${name}.exe` : `${folder}/${name}`)),
  );
  for (const path of [...onPath, ...defaultPlaces(machine)]) {
    if (machine.exists(path)) yield { source: 'installed on this machine', path };
  }
}

function defaultPlaces({ env, platform }: Machine): string[] {
  if (platform === 'darwin') {
    return ['Chromium', 'Google Chrome'].flatMap((name) =>
      ['', env['HOME'] ?? ''].map((home) => `${home}/Applications/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (platform === 'win32') {
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .flatMap((name) => env[name] ?? [])
      .flatMap((folder) =>
        ['Google\\Chrome', 'Chromium'].map((kind) => `${folder}\\${kind}\\Application\\chrome.exe`),
      );
  }
  return [];
}

/** Why a browser did not start: its own words, if Playwright's long message has any, else Playwright's first line. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const said = [...text.matchAll(/^\[pid=\d+\]\[(?:err|out)\] (.+)$/gm)].map(([, words]) => words!);
  return (
    said.find((words) => /error|fatal/i.test(words)) ??
    said[0] ??
    text.split('\n', 1)[0]!.replace('browserType.launch: ', '')
  );
}
