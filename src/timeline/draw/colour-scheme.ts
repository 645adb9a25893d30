import type { ColourScheme } from './theme';

/** The colours the page shows now: forced ones first, then the page's own switch (`data-theme`), then the system's wish. */
export function colourScheme(): ColourScheme {
  if (matchMedia('(forced-colors: active)').matches) return 'forced';
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Calls `onChange` when any of the three changes, until the returned function is called. */
export function watchColourScheme(onChange: (scheme: ColourScheme) => void): () => void {
  const tell = (): void => {
    onChange(colourScheme());
  };
  const queries = ['(forced-colors: active)', '(prefers-color-scheme: dark)'].map((query) =>
    matchMedia(query),
  );
  for (const query of queries) query.addEventListener('change', tell);
  const observer = new MutationObserver(tell);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', tell);
  };
}
