import type { BenchReport, FitFigures } from './report';
import { aligned, figure, times } from '../common/text';

/** The report as a table for people: a line for everything that was measured. */
export function reportLines(report: BenchReport): string[] {
  const { predict, mse, memory, job, peers, machine } = report;
  return [
    ...aligned(fitRows(report)),
    ...(predict === null
      ? []
      : [
          `Prediction: scikit-learn ${figure(predict.sklearnNs)}, exact ${figure(predict.exactNs)}, turbo ` +
            `${figure(predict.turboNs)} ns a row and tree, ${times(predict.ratio)} faster`,
        ]),
    ...(mse?.seeds ?? []).map((seed, i) => {
      const [sklearn, exact, turbo] = [mse!.sklearn, mse!.exact, mse!.turbo].map(
        (errors) => errors[i]?.toFixed(6) ?? '–',
      );
      return `Test MSE, seed ${seed}: scikit-learn ${sklearn!}, exact ${exact!}, turbo ${turbo!}`;
    }),
    ...(memory === null
      ? []
      : [
          `WebAssembly memory: California exact ${mebibytes(memory.california.exactBytes)}, turbo ` +
            `${mebibytes(memory.california.turboBytes)}; a turbo tree on 1,000,000 × 10 ` +
            (memory.millionRows.refusal ?? mebibytes(memory.millionRows.bytes)),
        ]),
    ...Object.entries(job ?? {}).flatMap(([engine, figures]) =>
      figures === null
        ? []
        : [
            `Job, ${engine}: one worker ${figures.oneWorkerSeconds.toFixed(2)} s, two workers ` +
              `${figures.twoWorkersSeconds.toFixed(2)} s (${figures.schedule}), efficiency ` +
              `${(figures.efficiency * 100).toFixed(1)} %`,
          ],
    ),
    ...Object.entries(peers ?? {}).flatMap(([name, figures]) =>
      figures === null
        ? []
        : [
            `${name} ${figures.version}: ${figure(figures.msPerTree)} ms a tree, ${times(figures.ratio)} ` +
              `scikit-learn's speed${figures.note === null ? '' : `, ${figures.note}`}`,
          ],
    ),
    machineLine(machine),
  ];
}

/** Nothing, not even the heading, when no fit was measured. */
function fitRows({ california, growth, classes, features }: BenchReport): string[][] {
  const fits: (readonly [title: string, figures: FitFigures | null])[] = [
    ['California, 16,512 × 8', california],
    ...(growth ?? []).map(
      (figures) => [`Friedman 1, ${figures.rows.toLocaleString('en')} × 10`, figures] as const,
    ),
    ['Digits, 10 classes', classes],
    ...(features ?? []).map((figures) => [`10,000 × ${figures.features}`, figures] as const),
  ];
  const rows = fits.flatMap(([title, figures]) =>
    figures === null
      ? []
      : [
          [
            title,
            figure(figures.sklearnMs),
            figure(figures.exactMs),
            figure(figures.turboMs),
            times(figures.exactRatio),
            times(figures.turboRatio),
          ],
        ],
  );
  const heading = ['ms a tree', 'scikit-learn', 'exact', 'turbo', 'exact faster', 'turbo faster'];
  return rows.length === 0 ? [] : [heading, ...rows];
}

function mebibytes(bytes: number | null): string {
  return bytes === null ? '–' : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function machineLine({
  browser,
  cores,
  cpu,
  platform,
  versions,
  engines,
  rounds,
}: BenchReport['machine']): string {
  const { python, scikitLearn, numpy, node } = versions;
  const sklearn =
    scikitLearn === null
      ? 'no scikit-learn'
      : `scikit-learn ${scikitLearn}, numpy ${numpy ?? '?'}, Python ${python ?? '?'}`;
  const standIns = Object.entries(engines).flatMap(([asked, used]) =>
    asked === used ? [] : [used === null ? `${asked} is missing` : `${asked} is the ${used}`],
  );
  return [
    `${browser}, ${sklearn}, Node ${node}, ${cores} cores (${cpu}, ${platform}), medians of ${rounds} rounds`,
    ...standIns,
  ].join('; ');
}
