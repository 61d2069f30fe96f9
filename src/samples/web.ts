// The browser side of the samples, for page and workers: fetch, DecompressionStream, SubtleCrypto.
import type { SamplePlatform } from './types.ts';

/** Samples below a URL that ends in a slash, for instance `new URL('samples/', document.baseURI)`. */
export function createWebSamplePlatform(folderUrl: string): SamplePlatform {
  return {
    readFile: async (name) => {
      const response = await fetch(new URL(name, folderUrl));
      if (!response.ok) throw new Error(`HTTP status ${String(response.status)}`);
      return new Uint8Array(await response.arrayBuffer());
    },
    gunzip: async (bytes) => {
      const stream = new Blob([bytes.slice()])
        .stream()
        .pipeThrough(new DecompressionStream('gzip'));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    },
    sha256: async (bytes) => {
      const view = bytes as Uint8Array<ArrayBuffer>; // never shared memory here; SubtleCrypto's type asks for that
      return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', view)));
    },
  };
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
