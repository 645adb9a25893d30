import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/**
 * The import arrows of the house: each room of src/ and the rooms it may import from.
 * A room that is not listed for another may not be imported there, not even for its types.
 */
const arrows = {
  forest: [],
  runtime: [],
  pwa: [],
  datasets: ['forest'],
  timeline: ['runtime'],
  plots: [],
  lesson: ['forest', 'runtime', 'datasets'],
  ui: ['forest', 'runtime', 'datasets', 'timeline', 'plots', 'lesson', 'pwa'],
  cli: ['lesson'],
};

/** The timeline reads the runtime's event log and nothing else of it. */
const onlyEvents = {
  regex: '(^|/)runtime/(?!events$)',
  message: 'The timeline may import the types of runtime/events only.',
};

const rooms = Object.keys(arrows);
const fences = rooms.map((room) => ({
  files: [`src/${room}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...rooms
            .filter((other) => other !== room && !arrows[room].includes(other))
            .map((other) => ({
              regex: `^(\\.\\./)+${other}(/|$)`,
              message: `src/${room} must not import src/${other}: see the arrows in src/README.md.`,
            })),
          ...(room === 'timeline' ? [onlyEvents] : []),
        ],
      },
    ],
  },
}));

export default ts.config(
  { ignores: ['src/forest/kernel', 'dist', 'public', 'test-results', 'playwright-report'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: {
        project: ['./tsconfig.json'],
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      // Typed arrays are indexed in inner loops where the index is known to be in range; `!` says so without a cost.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  { files: ['*.js'], ...ts.configs.disableTypeChecked },
  ...fences,
);
