type Theme = 'light' | 'dark';
const key = 'treeline-theme';

/** Light or dark: the device's choice until the person makes one, which is remembered where storage allows. */
export class ThemeState {
  chosen = $state<Theme | undefined>(remembered());

  constructor() {
    $effect.pre(() => {
      if (this.chosen) document.documentElement.dataset['theme'] = this.chosen;
    });
  }

  toggle(): void {
    const darkNow = this.chosen ? this.chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    this.chosen = darkNow ? 'light' : 'dark';
    try {
      localStorage.setItem(key, this.chosen);
    } catch {
      // Storage is blocked: the choice holds for this visit.
    }
  }
}

function remembered(): Theme | undefined {
  try {
    const value = localStorage.getItem(key);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    return undefined;
  }
}
