// Segments as files. What crosses between them is linked by tensor name, as the runners on hardware do it.

import type { TensorType } from '../tflite/index.ts';

/** A tensor at the edge of a segment. */
export interface SegmentTensor {
  /** Index in the whole model. */
  readonly tensorIndex: number;
  /** Its name in the segment files: the model's own, unless that does not identify it. */
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly byteLength: number;
}

/** What one segment file holds, decided before a byte of it is written. */
export interface SegmentCut {
  readonly index: number;
  readonly count: number;
  /** `<model>_segment_<i>_of_<n>.tflite` */
  readonly fileName: string;
  /** Operator indices of the whole model, ascending. */
  readonly operators: readonly number[];
  readonly inputs: readonly SegmentTensor[];
  readonly outputs: readonly SegmentTensor[];
}

export interface SegmentFile extends SegmentCut {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A cut of a whole model. */
export interface CutRequest {
  /** The model's name without path and `.tflite`; see `modelNameOf`. */
  readonly modelName: string;
  /** Segments in pipeline order; together they hold every operator once. */
  readonly segments: readonly { readonly operators: readonly number[] }[];
}
