// The interface of tfjs-tflite's WebAssembly build, as far as the adapter uses it. Its embind objects live on the WASM
// heap: every one that is handed out must be deleted.

export interface TfliteModuleOptions {
  /** URL of the `.wasm` (browser). */
  readonly locateFile?: (file: string) => string;
  /** The `.wasm` itself (Node). */
  readonly wasmBinary?: Uint8Array;
  readonly print: (line: string) => void;
  /** The interpreter's reasons appear here and nowhere else. */
  readonly printErr: (line: string) => void;
}

export interface TfliteModule {
  /** Replaced whenever the heap grows: read it anew each time. */
  readonly HEAPU8: Uint8Array;
  readonly _malloc: (byteLength: number) => number;
  readonly _free: (pointer: number) => void;
  readonly TFLiteWebModelRunner: {
    /** `pointer` must stay allocated until the runner is deleted. */
    readonly CreateFromBufferAndOptions: (
      pointer: number,
      byteLength: number,
      options: TfliteRunnerOptions,
    ) => TfliteStatusOr;
  };
}

export interface TfliteRunnerOptions {
  readonly numThreads: number;
  readonly enableProfiling: boolean;
  readonly maxProfilingBufferEntries: number;
}

interface Deletable {
  readonly delete: () => void;
}

export interface TfliteStatusOr extends Deletable {
  readonly ok: () => boolean;
  readonly errorMessage: () => string;
  readonly value: () => TfliteRunner;
}

export interface TfliteRunner extends Deletable {
  readonly GetInputs: () => TfliteTensorList;
  readonly GetOutputs: () => TfliteTensorList;
  readonly Infer: () => boolean;
}

export interface TfliteTensorList extends Deletable {
  readonly size: () => number;
  readonly get: (index: number) => TfliteTensorInfo;
}

export interface TfliteTensorInfo extends Deletable {
  readonly name: string;
  readonly dataType: string;
  /** "1,224,224,3" */
  readonly shape: string;
  /** A view on the heap, dead as soon as the heap grows; 0 where the type is unknown to the wrapper (int64). */
  readonly data: () => ArrayBufferView | number;
}
