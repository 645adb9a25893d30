/** The driver's own tasks are `t1`, `t2` …: their numbers need no strings. */
const NUMBERED = /^t([1-9]\d{0,8})$/;

/** Numbers that leave more than this many empty places in front of them are kept as strings. */
const LARGEST_GAP = 1 << 16;

/** Which rows hold the attempts of a task: 8 bytes a task for those of the driver, whose ids are numbered, a string for others. */
export class TaskIndex {
  /** By number, the row of a numbered task's first attempt, plus 1. */
  #rowOfNumber = new Uint32Array(16);
  /** By row, the number of a numbered task's first attempt. */
  #numberOfRow = new Uint32Array(16);
  /** Rows of all others, by id and attempt. */
  readonly #rows = new Map<string, number>();
  readonly #idOfRow = new Map<number, string>();

  /** The row of an attempt, -1 if it is not known. */
  find(taskId: string, attempt: number): number {
    const number = attempt === 0 ? numberOf(taskId) : 0;
    const row = number > 0 ? (this.#rowOfNumber[number] ?? 0) - 1 : -1;
    return row >= 0 ? row : (this.#rows.get(keyOf(taskId, attempt)) ?? -1);
  }

  /** @param row the row after the last one */
  add(taskId: string, attempt: number, row: number): void {
    const number = attempt === 0 ? numberOf(taskId) : 0;
    if (number === 0 || number > this.#rowOfNumber.length + LARGEST_GAP) {
      this.#rows.set(keyOf(taskId, attempt), row);
      this.#idOfRow.set(row, taskId);
      return;
    }
    this.#rowOfNumber = atLeast(this.#rowOfNumber, number + 1);
    this.#numberOfRow = atLeast(this.#numberOfRow, row + 1);
    this.#rowOfNumber[number] = row + 1;
    this.#numberOfRow[row] = number;
  }

  idOf(row: number): string {
    return this.#idOfRow.get(row) ?? `t${this.#numberOfRow[row]!}`;
  }

  get byteLength(): number {
    return this.#rowOfNumber.byteLength + this.#numberOfRow.byteLength;
  }
}

/** The number of a numbered task, 0 for any other id. */
function numberOf(taskId: string): number {
  return NUMBERED.test(taskId) ? Number(taskId.slice(1)) : 0;
}

function keyOf(taskId: string, attempt: number): string {
  return attempt === 0 ? taskId : `${taskId}#${attempt}`;
}

function atLeast(column: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= column.length) return column;
  const longer = new Uint32Array(Math.max(length, Math.ceil(column.length * 1.5)));
  longer.set(column);
  return longer;
}
