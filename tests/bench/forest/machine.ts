import { describeHardware } from '../common/machine';
import type { Bench } from './bench';
import type { MachineFigures } from './report';

/** Where and with what the figures were measured. */
export function describeMachine({
  browser,
  sklearn,
  engines,
  quick,
  rounds,
}: Omit<Bench, 'say'>): MachineFigures {
  return {
    browser: `Chromium ${browser.version}`,
    ...describeHardware(),
    versions: {
      node: process.versions.node,
      python: sklearn?.versions.python ?? null,
      scikitLearn: sklearn?.versions.scikitLearn ?? null,
      numpy: sklearn?.versions.numpy ?? null,
    },
    engines,
    quick,
    rounds,
  };
}
