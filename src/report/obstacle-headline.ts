// Why a model cannot be cut, in a line: all that the first view may have to say of a model in words.
import type { Failure } from '../base/index.ts';

/** The model's own answer where it cannot be cut: a headline in place of the figures. */
export function obstacleHeadline(obstacle: Failure): string {
  switch (obstacle.code) {
    case 'tflite/float-model':
      return 'Not quantised yet: the Edge TPU computes in 8-bit integers';
    case 'tflite/dynamic-shape':
      return 'Shapes are not fixed yet: the Edge TPU needs static ones';
    case 'tflite/compiled-model':
      return 'Already compiled for the Edge TPU: it runs, but it cannot be cut any more';
    case 'tflite/several-subgraphs':
      return 'Several graphs in one file: the Edge TPU takes one';
    default:
      return 'This model can be read, but not cut';
  }
}
