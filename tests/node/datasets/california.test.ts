import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { californiaFile, parseCalifornia } from '../../../src/datasets/california';

const root = new URL('../../../', import.meta.url);
const text = readFileSync(new URL(`public/${californiaFile.path}`, root), 'utf8');
const lines = text.split('\n');
/** SHA-256 of the little-endian doubles of each column of scikit-learn's frame. */
const golden = JSON.parse(
  readFileSync(new URL('tests/oracles/california_columns.json', root), 'utf8'),
) as Record<string, string>;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const errorOf = (changed: string) => {
  const result = parseCalifornia(changed);
  return result.ok ? 'no error' : result.error;
};
const withLine = (index: number, line: string) => lines.with(index, line).join('\n');

describe('the shipped table', () => {
  test('is the file its description promises', () => {
    const bytes = readFileSync(new URL(`public/${californiaFile.path}`, root));
    expect(bytes.length).toBe(californiaFile.bytes);
    expect(sha256(bytes)).toBe(californiaFile.sha256);
  });

  test("derives all nine columns of scikit-learn's frame, bit for bit", () => {
    const result = parseCalifornia(text);
    if (!result.ok) throw new Error(result.error);
    const { featureNames, features, targetName, target } = result.value;
    const hashes = Object.fromEntries(
      [...featureNames, targetName].map((name, i) => [
        name,
        sha256(new Uint8Array((features[i] ?? target).buffer)),
      ]),
    );
    expect(hashes).toEqual(golden);
  });
});

describe('a damaged table', () => {
  test('that was cut off says how many rows there are', () => {
    expect(errorOf(lines.slice(0, 101).join('\n'))).toBe('it has 100 rows instead of 20,640');
  });
  test('that has too many rows says so', () => {
    expect(errorOf(text + lines[1]!)).toBe('it has 20,641 rows instead of 20,640');
  });
  test('that is empty or something else says which columns it should have', () => {
    expect(errorOf('')).toContain('it has 0 rows');
    expect(errorOf('<!doctype html><p>Not found')).toContain('column names MedianHouseValue');
  });
  test('with a word for a number names the row, the column and the word', () => {
    expect(errorOf(withLine(41, lines[41]!.replace(/^[^,]*/, 'abc')))).toBe(
      'row 41: "abc" in MedianHouseValue is not a number',
    );
  });
  test('with a missing value or a household count of zero names the row', () => {
    expect(errorOf(withLine(7, '1,2,3'))).toBe('row 7 has 3 values instead of 9');
    expect(errorOf(withLine(7, '1,2,3,,5,6,7,8,9'))).toContain('row 7: "" in TotalRooms');
    expect(errorOf(withLine(7, '1,2,3,4,5,6,0,8,9'))).toBe('row 7: there must be at least one household');
  });
  test('of any kind yields an error and never throws', () => {
    fc.assert(
      fc.property(fc.nat({ max: lines.length - 2 }), fc.string(), (index, junk) => {
        fc.pre(junk !== lines[index]);
        const result = parseCalifornia(
          [...lines.slice(0, index), junk, ...lines.slice(index + 1, index + 50)].join('\n'),
        );
        expect(result.ok).toBe(false);
      }),
    );
  });
});
