import { runProgram, UsageError } from './arguments';
import { findBrowser } from './browser';
import { localCommand, run } from './run';

/** `tsx src/cli/with-browser.ts <command> [arguments]`: finds a browser, then runs a command of node_modules with it. */
await runProgram(async ([command, ...args]) => {
  if (command === undefined) {
    throw new UsageError('Allowed: with-browser <command of node_modules/.bin> [its arguments].');
  }
  const script = localCommand(command);
  const { path } = await findBrowser();
  process.exitCode = await run(process.execPath, [script, ...args], {
    env: { CHROMIUM_PATH: path },
    interactive: true,
  });
});
