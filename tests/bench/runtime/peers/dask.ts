import { join } from 'node:path';
import { PythonProcess, pythons } from '../../common/python';
import { median } from '../../common/statistics';
import { catalog } from '../catalog';
import { daskRows, noDask, type DaskFigures, type DaskRow } from '../report';

// A type and not an interface, because only types match a record.
type Operations = {
  hello: { request: object; result: { version: string } };
  measure: { request: { row: DaskRow; seconds: number }; result: number };
};

const script = join(import.meta.dirname, 'dask_peer.py');

/**
 * Measures the rows that Dask has, on a local cluster of processes, one thread each. Finds Dask where it is installed and
 * installs nothing.
 *
 * @returns nulls, and says so, when no Python here has it.
 */
export async function measureDask(quick: boolean, say: (line: string) => void): Promise<DaskFigures> {
  const found = await findDask();
  if (!found) {
    say('No Python here has Dask ("apt-get install python3-distributed" brings it): its figures stay empty.');
    return noDask;
  }
  const { dask, version } = found;
  const figures: DaskFigures = { ...noDask, version };
  try {
    for (const row of daskRows) {
      const rounds: number[] = [];
      for (let round = 0; round < (quick ? 1 : 3); round++) {
        rounds.push(await dask.ask('measure', { row, seconds: quick ? 0.5 : 1 }));
      }
      figures[row] = median(rounds);
      say(`Dask, ${catalog[row].title}: ${median(rounds)!.toPrecision(3)} ${catalog[row].unit}`);
    }
    return figures;
  } catch (error) {
    say(`Dask's other rows stay empty: ${error instanceof Error ? error.message : String(error)}`);
    return figures;
  } finally {
    dask.end();
  }
}

async function findDask(): Promise<{ dask: PythonProcess<Operations>; version: string } | undefined> {
  for (const python of pythons) {
    const dask = new PythonProcess<Operations>({ python, script });
    try {
      return { dask, version: (await dask.ask('hello', {})).version };
    } catch {
      dask.end();
    }
  }
  return undefined;
}
