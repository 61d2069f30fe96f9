// What the chip knows of a program once its first instruction chunk has arrived. The device cannot read real Edge TPU
// instructions; it recognises a program (see program-library.ts) and then follows the program's own list of steps.

export type ProgramStep =
  | { readonly kind: 'instructions' }
  | { readonly kind: 'input'; readonly bytes: number }
  | { readonly kind: 'parameters'; readonly bytes: number }
  | { readonly kind: 'scratch-in'; readonly bytes: number }
  | { readonly kind: 'output'; readonly bytes: number }
  | { readonly kind: 'scratch-out'; readonly bytes: number }
  | { readonly kind: 'interrupt'; readonly line: number };

/** Payloads that the host sent for one run of a program, in arrival order. */
export interface ReceivedData {
  readonly instructions: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly parameters: readonly Uint8Array[];
  /** Parameters that a caching program left on chip under the same token; empty when there was none. */
  readonly cachedParameters: readonly Uint8Array[];
}

export interface DeviceProgram {
  readonly kind: 'parameter-caching' | 'execution';
  /** Token of the parameters it caches or needs; 0 = none. */
  readonly token: bigint;
  readonly steps: readonly ProgramStep[];
  /** Time of the computation alone at a core clock; edgetpu-performance.md section 3, T_c. */
  readonly computeMs: (received: ReceivedData, coreMhz: number) => number;
  /** How often streamed parameters pass the link in one inference, and the share of the shorter part that is not hidden. */
  readonly passes: number;
  readonly overlapShare: number;
  /** One wire-format byte string per output step, in step order. */
  readonly run: (received: ReceivedData) => Promise<readonly Uint8Array[]>;
}

/** Recognises the program that an instruction chunk begins; null for a chunk that nobody announced. */
export interface ProgramLibrary {
  identify(firstChunk: Uint8Array): DeviceProgram | null;
}
