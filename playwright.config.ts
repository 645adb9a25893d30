import { defineConfig } from '@playwright/test';
import { chromiumArgs } from './src/cli/chromium.ts';

const executablePath = process.env['CHROMIUM_PATH'];

export default defineConfig({
  testDir: 'tests/e2e',
  // Generous, because forests take their time on a busy machine; a test ends as soon as it knows.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  // One page at a time: the page itself uses every core.
  workers: 1,
  reporter: 'list',
  forbidOnly: Boolean(process.env['CI']),
  use: {
    viewport: { width: 1280, height: 720 },
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: chromiumArgs() },
  },
});
