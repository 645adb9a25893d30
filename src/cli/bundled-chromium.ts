import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './run';

/**
 * Unpacks the Chromium that npm brings as the optional package `@sparticuz/chromium`: a headless shell for Linux on
 * x64 with the libraries and the font that a bare machine lacks. Unpacks once (about 200 MB, 3 s) into
 * node_modules/.cache.
 *
 * @returns the path of a script that starts it. The script and not the program, because the libraries are for the
 *   browser alone: as LD_LIBRARY_PATH of a test run they would reach Node and everything it starts.
 * @throws Error when the package is missing or cannot be unpacked.
 */
export async function unpackBundledChromium(): Promise<string> {
  const cache = join(projectRoot, 'node_modules/.cache');
  const folder = join(cache, `chromium-${packageVersion()}`);
  const launcher = join(folder, 'launch-chromium');
  if (existsSync(launcher)) return launcher;

  await mkdir(cache, { recursive: true });
  // Into a folder of its own first, so that an interrupted or simultaneous run never leaves half a browser.
  const fresh = await mkdtemp(join(cache, 'unpack-'));
  try {
    await unpackInto(fresh);
    await writeFile(join(fresh, 'fonts/fonts.conf'), fontSettings(folder));
    await writeFile(join(fresh, 'launch-chromium'), launchScript, { mode: 0o755 });
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another run may have finished first.
    if (!existsSync(launcher)) throw error;
  }
  return launcher;
}

function packageVersion(): string {
  const manifest = join(projectRoot, 'node_modules/@sparticuz/chromium/package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** The variables that the package reads or changes. */
const touchedVariables = ['AWS_EXECUTION_ENV', 'TMPDIR', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH', 'HOME'];

async function unpackInto(folder: string): Promise<void> {
  const before = touchedVariables.map((name) => [name, process.env[name]] as const);
  // The package adds its libraries only when it believes to be in this environment, and unpacks to wherever
  // temporary files go.
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs22.x';
  process.env['TMPDIR'] = folder;
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}

const launchScript = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="$here/fonts"
exec "$here/chromium" "$@"
`;

/** Fontconfig settings: the machine's own fonts where there are any, and the one that came along. */
function fontSettings(folder: string): string {
  const escaped = folder.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${escaped}/fonts/fonts</dir>
  <cachedir>${escaped}/fonts-cache</cachedir>
</fontconfig>
`;
}
