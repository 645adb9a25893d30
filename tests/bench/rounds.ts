import { median } from './statistics';

type Contestant = 'sklearn' | 'exact' | 'turbo';

/** A figure of each contestant; null when it was not measured. */
export type Figures = Readonly<Record<Contestant, number | null>>;

/** What measures each contestant once; undefined for one that is not there. */
export type Runners = Readonly<Record<Contestant, (() => Promise<number>) | undefined>>;

/**
 * Measures in interleaved rounds: in each one scikit-learn, exact and turbo run one after another and never at the same
 * time, so that whatever slows the machine down for a while slows all of them down.
 *
 * @param onRound is told each round's figures.
 * @returns the median of each contestant's figures.
 */
export async function interleave(
  rounds: number,
  runners: Runners,
  onRound: (figures: Figures, round: number) => void = () => undefined,
): Promise<Figures> {
  const seen: Figures[] = [];
  for (let round = 1; round <= rounds; round++) {
    const figures: Figures = {
      sklearn: (await runners.sklearn?.()) ?? null,
      exact: (await runners.exact?.()) ?? null,
      turbo: (await runners.turbo?.()) ?? null,
    };
    seen.push(figures);
    onRound(figures, round);
  }
  const medianOf = (who: Contestant) =>
    median(seen.map((figures) => figures[who]).filter((value) => value !== null));
  return { sklearn: medianOf('sklearn'), exact: medianOf('exact'), turbo: medianOf('turbo') };
}
