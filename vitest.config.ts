import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import { chromiumArgs } from './src/cli/chromium.ts';
import { isolationHeaders } from './src/cli/headers.ts';
import viteConfig from './vite.config.ts';

const executablePath = process.env['CHROMIUM_PATH'];

export default mergeConfig(
  viteConfig,
  defineConfig({
    test: {
      projects: [
        {
          extends: true,
          test: {
            name: 'node',
            environment: 'node',
            include: ['tests/node/**/*.test.ts'],
            testTimeout: 60_000,
          },
        },
        {
          extends: true,
          // Vitest's own server does not inherit these from vite.config.ts.
          server: { headers: isolationHeaders },
          optimizeDeps: { include: ['comlink', 'd3', 'idb-keyval'] },
          test: {
            name: 'browser',
            include: ['tests/browser/**/*.test.ts'],
            testTimeout: 60_000,
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              provider: playwright({
                launchOptions: { ...(executablePath ? { executablePath } : {}), args: chromiumArgs() },
              }),
              instances: [{ browser: 'chromium' }],
            },
          },
        },
      ],
    },
  }),
);
