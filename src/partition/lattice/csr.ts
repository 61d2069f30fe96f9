// Lists of numbers per row in two flat arrays: row r holds values[start[r]] … values[start[r + 1] − 1].

export interface Csr {
  readonly start: Int32Array;
  readonly values: Int32Array;
}

/** Packs one list per row. */
export function packRows(rows: readonly (readonly number[])[]): Csr {
  const start = new Int32Array(rows.length + 1);
  rows.forEach((row, index) => (start[index + 1] = start[index]! + row.length));
  const values = new Int32Array(start[rows.length]!);
  rows.forEach((row, index) => values.set(row, start[index]));
  return { start, values };
}

/** A list of 32-bit numbers that grows by doubling; `array` may be replaced by `reserve`, so read it anew after a push. */
export class GrowingInts {
  array: Int32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.array = new Int32Array(capacity);
  }

  reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.array.length) return;
    const larger = new Int32Array(Math.max(needed, this.array.length * 2));
    larger.set(this.array);
    this.array = larger;
  }

  push(value: number): void {
    if (this.length === this.array.length) this.reserve(1);
    this.array[this.length++] = value;
  }
}

/** The same for 64-bit floats. */
export class GrowingFloats {
  array: Float64Array;
  length = 0;

  constructor(capacity = 1024) {
    this.array = new Float64Array(capacity);
  }

  reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.array.length) return;
    const larger = new Float64Array(Math.max(needed, this.array.length * 2));
    larger.set(this.array);
    this.array = larger;
  }

  push(value: number): void {
    if (this.length === this.array.length) this.reserve(1);
    this.array[this.length++] = value;
  }
}
