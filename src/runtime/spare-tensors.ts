// Memory of tensors that nobody reads any more. Fresh memory costs more than what is written to it: for an output of 8 MiB
// a page takes 10 ms to get it from the system and 3 ms to fill it.

/** More than the inferences that are under way between two stages; what comes on top is left to the collector. */
const MAX_SPARE = 8;

export class SpareTensors {
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];

  /** `tensor` may be overwritten from now on. Views of something larger are not taken. */
  add(tensor: Uint8Array): void {
    const { buffer, byteLength } = tensor;
    const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
    if (!isWhole || byteLength === 0) return;
    if (this.#spare.length >= MAX_SPARE) this.#spare.shift();
    this.#spare.push(new Uint8Array(buffer));
  }

  /** A tensor of this size whose content is left over from whatever it was. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    const at = this.#spare.findIndex(({ byteLength }) => byteLength === bytes);
    const [found] = at < 0 ? [] : this.#spare.splice(at, 1);
    return found ?? new Uint8Array(bytes);
  }
}
