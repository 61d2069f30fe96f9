/** Where a sample's weights come from; shown beside its name wherever it appears. */
export type SampleWeights = 'generated' | 'trained';

/** One sample model of `public/samples/index.json`. */
export interface SampleEntry {
  /** Name on the command line, in links and in file names. */
  readonly name: string;
  /** As people read it: "ResNet-50". */
  readonly title: string;
  readonly weights: SampleWeights;
  /** File in the samples folder: a packed skeleton for generated weights, else the `.tflite` itself. */
  readonly file: string;
  /** Size and SHA-256 (lower-case hex) of the whole `.tflite`. */
  readonly bytes: number;
  readonly sha256: string;
  /** Shape of the first input without the batch dimension. */
  readonly inputShape: readonly number[];
  readonly operatorCount: number;
}

export interface SampleIndex {
  readonly samples: readonly SampleEntry[];
}

/** What rebuilding a sample needs from the platform. Each may throw; that ends in a failure, not an exception. */
export interface SamplePlatform {
  /** The bytes of a file in the samples folder. */
  readonly readFile: (name: string) => Promise<Uint8Array>;
  readonly gunzip: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** SHA-256 as lower-case hex. */
  readonly sha256: (bytes: Uint8Array) => Promise<string>;
}

export interface Sample {
  readonly entry: SampleEntry;
  readonly bytes: Uint8Array;
}
