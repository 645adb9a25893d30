import { describe, expect, it } from 'vitest';
import { FILLS, THEMES } from '../../../src/timeline/draw/theme';

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** Full loss of one cone type, on linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.0. */
const VISION: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** sRGB to linear light. */
function linear(hex: string): Rgb {
  const channel = (at: number): number => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function times(matrix: Matrix, [r, g, b]: Rgb): Rgb {
  const row = ([x, y, z]: Rgb): number => x * r + y * g + z * b;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

const clip = ([r, g, b]: Rgb): Rgb => {
  const unit = (c: number): number => Math.min(1, Math.max(0, c));
  return [unit(r), unit(g), unit(b)];
};

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const [r, g, bl] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** CIE L*a*b* (D65) of linear RGB. */
function lab(rgb: Rgb): Rgb {
  const [x, y, z] = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    rgb,
  );
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** CIE ΔE 1976. */
function difference(a: string, b: string, vision: Matrix): number {
  const [p, q] = [a, b].map((hex) => lab(clip(times(vision, linear(hex))))) as [Rgb, Rgb];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

describe.each(['light', 'dark'] as const)('the %s colours', (scheme) => {
  const { background, states, muted, ink } = THEMES[scheme];
  const entries = Object.entries(states);
  // A thin line is told from all bars by its shape.
  const bars = entries.filter(([state]) => FILLS[state as keyof typeof FILLS] !== 'thin');

  it('stand out from the background by at least 3:1, texts by 4.5:1', () => {
    for (const [state, { colour }] of entries)
      expect(contrast(colour, background), state).toBeGreaterThanOrEqual(3);
    for (const text of [muted, ink]) expect(contrast(text, background)).toBeGreaterThanOrEqual(4.5);
  });

  it('carry readable labels', () => {
    for (const [state, { colour, text }] of entries) {
      const under = FILLS[state as keyof typeof FILLS] === 'solid' ? colour : background;
      expect(contrast(text, under), state).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(Object.keys(VISION))('differ by ΔE 20 or more between any two states in %s vision', (vision) => {
    for (const [a, one] of bars) {
      for (const [b, other] of bars) {
        if (a >= b) continue;
        expect(difference(one.colour, other.colour, VISION[vision]!), `${a} and ${b}`).toBeGreaterThanOrEqual(
          20,
        );
      }
    }
  });
});

describe('the difference formula', () => {
  it('gives 100 between black and white', () => {
    expect(difference('#000000', '#ffffff', VISION['normal']!)).toBeCloseTo(100, 1);
  });
});
