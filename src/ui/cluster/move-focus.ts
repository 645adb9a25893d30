/** Where each key leads from the button at `at` of `count`. */
const STEPS: Readonly<Partial<Record<string, (at: number, count: number) => number>>> = {
  ArrowUp: (at) => Math.max(0, at - 1),
  ArrowDown: (at, count) => Math.min(count - 1, at + 1),
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * Moves the focus between the buttons of a table by arrow keys, Home and End. Only one of them is a tab stop: there may be
 * hundreds of objects, and Tab must lead past them.
 */
export function moveFocus(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const next = STEPS[event.key]?.(at, buttons.length);
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  buttons[next]?.focus();
}
