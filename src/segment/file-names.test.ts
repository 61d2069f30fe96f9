import { describe, expect, it } from 'vitest';
import { compiledFileName, modelNameOf, segmentFileName } from './file-names.ts';

describe('file names', () => {
  it.each([
    ['model.tflite', 'model'],
    ['/some/where/net.TFLITE', 'net'],
    ['C:\\models\\a b (1).tflite', 'a_b_1_'],
    ["it's; rm -rf.tflite", 'it_s_rm_-rf'],
    ['..tflite', 'model'],
    ['--help.tflite', 'help'],
    ['', 'model'],
    ['x'.repeat(300), 'x'.repeat(100)],
  ])('%s names segments %s', (fileName, expected) => {
    expect(modelNameOf(fileName)).toBe(expected);
  });

  it('follow the vendor', () => {
    const name = segmentFileName('net', 1, 4);
    expect(name).toBe('net_segment_1_of_4.tflite');
    expect(compiledFileName(name)).toBe('net_segment_1_of_4_edgetpu.tflite');
  });
});
