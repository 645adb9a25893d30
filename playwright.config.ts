import { defineConfig } from '@playwright/test';
import { chromiumArgs } from './src/cli/chromium.ts';

const executablePath = process.env['CHROMIUM_PATH'];

export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 120_000,
  // One page at a time: the page itself uses every core.
  workers: 1,
  reporter: 'list',
  forbidOnly: Boolean(process.env['CI']),
  use: {
    viewport: { width: 1280, height: 720 },
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: chromiumArgs() },
  },
});
