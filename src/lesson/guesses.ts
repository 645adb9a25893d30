/** Speed-ups a learner may guess for a number of workers, ascending: too low, plausible, perfect. */
export function guessChoices(workers: number): number[] {
  if (workers === 1) return [0.5, 1, 2];
  if (workers === 2) return [1, 1.5, 2, 3];
  const choices = [workers / 4, workers / 2, (workers * 3) / 4, workers].map((choice) =>
    Math.max(1, Math.round(choice)),
  );
  return [...new Set(choices)];
}
