// Sizes of the real compiled files, copied from the table of their README (models/real): what a reader must find.
// [name, [type, parameter bytes, instruction bytes]…]
import type { ExecutableType } from '../types.ts';

export type CompiledRow = readonly [name: string, ...(readonly [ExecutableType, number, number])[]];

const EO = 'EXECUTION_ONLY';
const PC = 'PARAMETER_CACHING';

export const COMPILED_TABLE: readonly CompiledRow[] = [
  ['mobilenet_v1_0.25_128_quant_edgetpu', [EO, 0, 170032], [PC, 566912, 12624]],
  ['mobilenet_v1_0.5_160_quant_edgetpu', [EO, 0, 205936], [PC, 1473280, 12624]],
  ['mobilenet_v2_1.0_224_quant_edgetpu', [EO, 0, 129632], [PC, 3900864, 9680]],
  ['mobilenet_edgetpu_0.75_224_post_training_quant_edgetpu', [EO, 0, 158224], [PC, 3740736, 10320]],
  ['deeplabv3_mnv2_dm05_pascal_quant_edgetpu', [EO, 0, 160672], [PC, 766720, 8016]],
  [
    'posenet_mobilenet_v1_075_353_481_16_quant_decoder_edgetpu',
    [EO, 0, 118368],
    [PC, 1444608, 4816],
  ],
  [
    'mobilenet_v1_0.25_128_quant_cocompiled_with_inception_v4_299_quant_edgetpu',
    [EO, 248768, 182560],
    [PC, 318144, 4688],
  ],
  [
    'mobilenet_v1_0.5_160_quant_cocompiled_with_3quant_edgetpu',
    [EO, 448320, 217792],
    [PC, 1024960, 5328],
  ],
  [
    'ssd_mobilenet_v1_coco_quant_postprocess_segment_0_of_2_edgetpu',
    [EO, 0, 98048],
    [PC, 3363072, 4688],
  ],
  [
    'ssd_mobilenet_v1_coco_quant_postprocess_segment_1_of_2_edgetpu',
    [EO, 0, 116496],
    [PC, 3694528, 4816],
  ],
  [
    'ssd_mobilenet_v2_coco_quant_postprocess_segment_0_of_4_edgetpu',
    [EO, 0, 152224],
    [PC, 1824448, 7120],
  ],
  [
    'ssd_mobilenet_v2_coco_quant_postprocess_segment_1_of_4_edgetpu',
    [EO, 0, 18048],
    [PC, 1090304, 1360],
  ],
  [
    'ssd_mobilenet_v2_coco_quant_postprocess_segment_2_of_4_edgetpu',
    [EO, 0, 23648],
    [PC, 1247744, 1360],
  ],
  [
    'ssd_mobilenet_v2_coco_quant_postprocess_segment_3_of_4_edgetpu',
    [EO, 0, 116176],
    [PC, 2360768, 4176],
  ],
  [
    'ssd_mobilenet_v2_coco_quant_postprocess_segment_2_of_3_edgetpu',
    [EO, 0, 116176],
    [PC, 2360768, 4176],
  ],
  ['dense_256_edgetpu', [EO, 0, 4224], [PC, 67584, 1072]],
  ['looming_64x64_3x3_edgetpu', [EO, 0, 20320], [PC, 1024, 944]],
  ['gabor_64x64_p4_edgetpu', [EO, 0, 7040], [PC, 3200, 688]],
  ['bright_128x128_edgetpu', [EO, 524288, 49696], [PC, 192, 688]],
  ['bright_16x16_edgetpu', [EO, 0, 18240], [PC, 8384, 944]],
  ['color_red_64x64_edgetpu', [EO, 0, 53808], [PC, 132416, 1200]],
  ['testconv1-edgetpu', ['STAND_ALONE', 640, 15984]],
];
