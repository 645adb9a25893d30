import { median } from './statistics';

/** A figure of each contestant; null when it was not measured. */
export type Figures<Contestant extends string> = Readonly<Record<Contestant, number | null>>;

/** What measures each contestant once; undefined for one that is not there. Its answer may be null as well. */
export type Runners<Contestant extends string> = Readonly<
  Record<Contestant, (() => Promise<number | null>) | undefined>
>;

/**
 * Measures in interleaved rounds: in each one the contestants run one after another, in the order of `runners`, and never
 * at the same time, so that whatever slows the machine down for a while slows all of them down.
 *
 * @param onRound is told each round's figures.
 * @returns the median of each contestant's figures.
 */
export async function interleave<Contestant extends string>(
  rounds: number,
  runners: Runners<Contestant>,
  onRound: (figures: Figures<Contestant>, round: number) => void = () => undefined,
): Promise<Figures<Contestant>> {
  const contestants = Object.keys(runners) as Contestant[];
  const seen: Figures<Contestant>[] = [];
  for (let round = 1; round <= rounds; round++) {
    const figures = {} as Record<Contestant, number | null>;
    for (const who of contestants) figures[who] = (await runners[who]?.()) ?? null;
    seen.push(figures);
    onRound(figures, round);
  }
  const medians = {} as Record<Contestant, number | null>;
  for (const who of contestants) {
    medians[who] = median(seen.map((figures) => figures[who]).filter((value) => value !== null));
  }
  return medians;
}
