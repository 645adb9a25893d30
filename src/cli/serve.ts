import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { readInteger, readOptions, runProgram } from './arguments';
import { serveStatic, type StaticServer } from './static-server';

/** `npm start`: serves the built page until it is interrupted. */

const usage = 'Allowed: --port N (0 to 65535, default 4173) and --host ADDRESS (default 127.0.0.1).';

await runProgram(async (args) => {
  const options = readOptions(args, ['port', 'host'], usage);
  const port = readInteger('--port', options.port ?? '4173', 0, 65_535);
  const host = options.host ?? '127.0.0.1';
  const root = join(import.meta.dirname, '../../dist');
  if (!existsSync(join(root, 'index.html'))) {
    throw new Error('There is nothing to serve yet: dist/index.html is missing. Run "npm run build" first.');
  }
  const server = await listen(root, host, port);
  console.log(`Treeline is at ${server.url} (Ctrl+C stops it).`);
  const taken = port !== 0 && !server.url.endsWith(`:${port}/`);
  if (taken) console.log(`Port ${port} was taken, so this is the next free one.`);
  if (!isLocal(host)) {
    console.log(
      'Other machines need HTTPS in front of this server: over plain HTTP, browsers share memory between ' +
        'workers only on localhost, and the page falls back to copies.',
    );
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void server.close();
    });
  }
});

async function listen(root: string, host: string, port: number): Promise<StaticServer> {
  try {
    return await serveStatic({ root, host, port });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot listen on ${host}, port ${port}: ${reason}. Try another --port or --host.`, {
      cause: error,
    });
  }
}

/** Whether only this machine can reach the address. */
function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
