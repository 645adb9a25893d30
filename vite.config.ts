import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { kernelPlugin } from './src/cli/compile-kernel.ts';
import { isolationHeaders } from './src/cli/headers.ts';

export default defineConfig({
  // Relative, so that the same build works at the root of a host and under any sub-path.
  base: './',
  plugins: [svelte(), kernelPlugin()],
  worker: { format: 'es' },
  server: { headers: isolationHeaders },
  build: {
    target: 'es2022',
    // Nothing becomes a data: URL: worker scripts must come from the page's own origin.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
