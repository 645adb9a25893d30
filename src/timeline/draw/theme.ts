import type { SliceState } from '../model/lane';

/** How the area of a bar is filled: hue is never the only sign of a state. */
export type Fill = 'solid' | 'hatched' | 'crossed' | 'outlined' | 'thin';

export interface StateStyle {
  readonly colour: string;
  /** For text upon the bar. */
  readonly text: string;
}

export interface TimelineTheme {
  readonly background: string;
  readonly ink: string;
  readonly muted: string;
  /** Grid and hairlines. */
  readonly line: string;
  /** The "now" line and the ring around the current task. */
  readonly accent: string;
  readonly states: Readonly<Record<SliceState, StateStyle>>;
}

export type ColourScheme = 'light' | 'dark' | 'forced';

export const FILLS: Readonly<Record<SliceState, Fill>> = {
  sequential: 'solid',
  training: 'solid',
  receiving: 'hatched',
  waiting: 'thin',
  failed: 'crossed',
  cancelled: 'outlined',
  submitting: 'solid',
};

/**
 * The only table of the timeline's colours. Chosen so that every state has a contrast of at least 3:1 to the background and
 * any two states differ by at least 20 (CIE ΔE 1976) in all types of colour vision; a test keeps it so.
 */
export const THEMES: Readonly<Record<ColourScheme, TimelineTheme>> = {
  light: {
    background: '#ffffff',
    ink: '#14181d',
    muted: '#56606b',
    line: '#d6dbe1',
    accent: '#0253ba',
    states: {
      sequential: { colour: '#5c5f62', text: '#ffffff' },
      training: { colour: '#0253ba', text: '#ffffff' },
      receiving: { colour: '#b5801c', text: '#14181d' },
      waiting: { colour: '#56606b', text: '#14181d' },
      failed: { colour: '#8f1616', text: '#8f1616' },
      cancelled: { colour: '#4b0b5f', text: '#4b0b5f' },
      submitting: { colour: '#3ca569', text: '#14181d' },
    },
  },
  dark: {
    background: '#14181d',
    ink: '#eef2f6',
    muted: '#a9b4c0',
    line: '#36404b',
    accent: '#6fb1ea',
    states: {
      sequential: { colour: '#8b96a3', text: '#0b1016' },
      training: { colour: '#6fb1ea', text: '#0b1016' },
      receiving: { colour: '#f0bc59', text: '#eef2f6' },
      waiting: { colour: '#a9b4c0', text: '#eef2f6' },
      failed: { colour: '#f2405a', text: '#f2405a' },
      cancelled: { colour: '#e6dcf7', text: '#e6dcf7' },
      submitting: { colour: '#58e8ac', text: '#0b1016' },
    },
  },
  // The person's own colours (forced-colors: active): states differ by pattern alone.
  forced: {
    background: 'Canvas',
    ink: 'CanvasText',
    muted: 'CanvasText',
    line: 'color-mix(in srgb, CanvasText 25%, Canvas)',
    accent: 'Highlight',
    states: {
      sequential: { colour: 'GrayText', text: 'Canvas' },
      training: { colour: 'CanvasText', text: 'Canvas' },
      receiving: { colour: 'CanvasText', text: 'CanvasText' },
      waiting: { colour: 'CanvasText', text: 'CanvasText' },
      failed: { colour: 'CanvasText', text: 'CanvasText' },
      cancelled: { colour: 'CanvasText', text: 'CanvasText' },
      submitting: { colour: 'CanvasText', text: 'Canvas' },
    },
  },
};

/** The theme of the example: bars that stand back behind the word "Example", opaque so that no grid shows through. */
export function faint(theme: TimelineTheme): TimelineTheme {
  const mixed = (colour: string, percent: number): string =>
    `color-mix(in srgb, ${colour} ${percent}%, ${theme.background})`;
  const states = Object.entries(theme.states).map(([state, { colour }]) => [
    state,
    { colour: mixed(colour, 36), text: mixed(theme.ink, 70) },
  ]);
  return { ...theme, ink: theme.muted, states: Object.fromEntries(states) as TimelineTheme['states'] };
}

/** The states' names on the page. */
export const STATE_NAMES: Readonly<Record<SliceState, string>> = {
  sequential: 'one after another',
  training: 'training',
  receiving: 'receiving data',
  waiting: 'waiting for objects',
  failed: 'failed',
  cancelled: 'cancelled',
  submitting: 'submitting tasks',
};
