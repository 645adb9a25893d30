import { expose } from 'comlink';
import { meanSquaredError } from '../../../../src/forest';
import type { FitRequest, MemoryUse, Predicted, PredictRequest, Trainer } from './api';
import { createForest, readyEngines, type Contender } from './engine';
import { fetchTable, type Table, type TableFile } from './table';
import { watchWasmMemory } from './wasm-memory';

const tables = new Map<string, Promise<Table>>();
const trained = new Map<Contender, ReturnType<typeof createForest>>();

function tableOf(file: TableFile): Promise<Table> {
  const known = tables.get(file.name) ?? fetchTable(file);
  tables.set(file.name, known);
  return known;
}

async function fit({ table, kind, engine, trees, seed }: FitRequest): Promise<number> {
  const { X, y } = await tableOf(table);
  await readyEngines();
  const forest = createForest(kind, engine, trees, seed);
  const start = performance.now();
  forest.fit(X, y);
  const seconds = (performance.now() - start) / 1000;
  trained.set(engine, forest);
  return seconds;
}

async function predict({ table, engine, repeats }: PredictRequest): Promise<Predicted> {
  const { X, y } = await tableOf(table);
  const forest = trained.get(engine);
  if (!forest) throw new Error(`The engine ${engine} has not trained a forest yet.`);
  let predictions: Float64Array = new Float64Array();
  const start = performance.now();
  for (let i = 0; i < repeats; i++) predictions = forest.predict(X);
  const seconds = (performance.now() - start) / 1000 / repeats;
  return { seconds, mse: meanSquaredError(y, predictions) };
}

async function memory(request: FitRequest): Promise<MemoryUse> {
  const bytes = watchWasmMemory();
  try {
    const seconds = await fit(request);
    return { bytes: bytes(), seconds, refusal: null };
  } catch (error) {
    return { bytes: null, seconds: null, refusal: String(error) };
  }
}

expose({ engines: readyEngines, fit, predict, memory } satisfies Trainer);
