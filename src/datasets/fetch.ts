import { californiaFile, parseCalifornia } from './california';
import type { Dataset, Result } from './dataset';

/** @param fraction of the file that has arrived, 0 to 1 */
export type OnProgress = (fraction: number) => void;

/**
 * Loads the shipped California table from `url`, checks that it is the file it should be, and derives the data set.
 * Every failure is a sentence that says what happened to which file.
 */
export async function fetchCalifornia(url: string, onProgress: OnProgress): Promise<Result<Dataset>> {
  const bytes = await fetchBytes(url, onProgress);
  if (!bytes.ok) return bytes;
  const parsed = parseCalifornia(new TextDecoder().decode(bytes.value));
  if (!parsed.ok) return damaged(parsed.error);
  if (!(await hasExpectedHash(bytes.value))) return damaged('some of its values are not the original ones');
  return parsed;
}

function damaged(how: string): Result<never> {
  return { ok: false, error: `The data file ${californiaFile.path} is damaged: ${how}.` };
}

async function fetchBytes(url: string, onProgress: OnProgress): Promise<Result<Uint8Array<ArrayBuffer>>> {
  try {
    const response = await fetch(url);
    if (!response.ok) {
      const reason =
        response.status === 404 ? 'it is not on the server' : `the server answered ${response.status}`;
      return { ok: false, error: `The data file ${californiaFile.path} could not be loaded: ${reason}.` };
    }
    return { ok: true, value: await readAll(response, onProgress) };
  } catch {
    return {
      ok: false,
      error: `The data file ${californiaFile.path} could not be loaded: the connection failed.`,
    };
  }
}

/** Content-Length counts compressed bytes, so progress is measured against the size the file is known to have. */
async function readAll(response: Response, onProgress: OnProgress): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const chunks: Uint8Array[] = [];
  const reader = response.body.getReader();
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    length += next.value.length;
    onProgress(Math.min(1, length / californiaFile.bytes));
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** Browsers hash only in secure contexts; elsewhere the checks of the parser have to do. */
async function hasExpectedHash(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  if (!isSecureContext) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === californiaFile.sha256;
}
