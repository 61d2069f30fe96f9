// A reader of PNG, as far as a canvas writes it: 8 bits a channel, RGB or RGBA, not interlaced. Strict: it throws on all else.
import { inflateSync } from 'node:zlib';

export interface PngImage {
  readonly width: number;
  readonly height: number;
  /** Colour at a place as "#rrggbb". */
  readonly colourAt: (x: number, y: number) => string;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export function readPng(bytes: Uint8Array): PngImage {
  if (SIGNATURE.some((byte, index) => bytes[index] !== byte)) throw new Error('Not a PNG.');
  const chunks = readChunks(bytes);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (header === undefined || chunks.at(-1)?.type !== 'IEND') throw new Error('Cut short.');
  const view = new DataView(header.buffer, header.byteOffset);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const [depth, colourType, , , interlace] = header.subarray(8);
  const channels = { 2: 3, 6: 4 }[colourType ?? 0];
  if (depth !== 8 || channels === undefined || interlace !== 0) throw new Error('Another PNG.');
  const deflated = Buffer.concat(
    chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data),
  );
  const pixels = unfilter(inflateSync(deflated), width * channels, height, channels);
  return {
    ...{ width, height },
    colourAt: (x, y) => {
      const at = (y * width + x) * channels;
      return `#${Buffer.from(pixels.subarray(at, at + 3)).toString('hex')}`;
    },
  };
}

function readChunks(bytes: Uint8Array): { readonly type: string; readonly data: Uint8Array }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks = [];
  for (let at = SIGNATURE.length; at < bytes.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

/** Undoes the filter of each line (PNG specification, section 9.2). */
function unfilter(data: Uint8Array, stride: number, height: number, step: number): Uint8Array {
  if (data.length !== (stride + 1) * height) throw new Error('Another number of pixels.');
  const out = new Uint8Array(stride * height);
  for (let line = 0; line < height; line++) {
    const filter = data[line * (stride + 1)] ?? 0;
    for (let at = 0; at < stride; at++) {
      const to = line * stride + at;
      const left = at >= step ? (out[to - step] ?? 0) : 0;
      const up = line > 0 ? (out[to - stride] ?? 0) : 0;
      const corner = line > 0 && at >= step ? (out[to - stride - step] ?? 0) : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      if (guess === undefined) throw new Error('An unknown filter.');
      out[to] = (data[line * (stride + 1) + 1 + at] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(estimate - value));
  if (toLeft! <= toUp! && toLeft! <= toCorner!) return left;
  return toUp! <= toCorner! ? up : corner;
}
