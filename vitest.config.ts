import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import { chromiumArgs } from './src/cli/chromium.ts';
import { isolationHeaders } from './src/cli/headers.ts';
import { readmeExamples } from './tests/browser/runtime/readme/plugin.ts';
import { endWorkerFromOutside } from './tests/browser/commands.ts';
import viteConfig from './vite.config.ts';

const executablePath = process.env['CHROMIUM_PATH'];

/** Chromium in a cross-origin isolated page. Vitest's own server does not inherit the headers from vite.config.ts. */
const inBrowser = {
  server: { headers: isolationHeaders },
  optimizeDeps: { include: ['comlink', 'd3', 'idb-keyval'] },
};
const chromium = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // Tests of what the garbage collector lets go call it.
      args: [...chromiumArgs(), '--js-flags=--expose-gc'],
    },
  }),
  commands: { endWorkerFromOutside },
  instances: [{ browser: 'chromium' as const }],
};

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
          ...inBrowser,
          plugins: [readmeExamples()],
          test: {
            name: 'browser',
            include: ['tests/browser/**/*.test.ts'],
            testTimeout: 60_000,
            browser: chromium,
          },
        },
        {
          extends: true,
          ...inBrowser,
          // Minutes, not seconds: `npm run test:long`.
          test: {
            name: 'long',
            include: ['tests/long/**/*.test.ts'],
            testTimeout: 240_000,
            browser: chromium,
          },
        },
      ],
    },
  }),
);
