import { describe, expect, it } from 'vitest';
import { isOperationLog, readCompilerOutput, readOperationLog, readSize } from './index.ts';

const MIB = 1024 * 1024;

const VERSION_16 = `Edge TPU Compiler version 16.0.384591198
Started a compilation timeout timer of 180 seconds.

Model compiled successfully in 1524 ms.

Input model: resnet.tflite
Input size: 4.24MiB
Output model: resnet_edgetpu.tflite
Output size: 5.57MiB
On-chip memory used for caching model parameters: 4.21MiB
On-chip memory remaining for caching model parameters: 3.29MiB
Off-chip memory used for streaming uncached model parameters: 0.00B
Number of Edge TPU subgraphs: 1
Total number of operations: 267
Operation log: resnet_edgetpu.log

Model successfully compiled but not all operations are supported by the Edge TPU. (one long line)
Number of operations that will run on Edge TPU: 264
Number of operations that will run on CPU: 3
See the operation log file for individual operation details.
Compilation child process completed within timeout period.
Compilation succeeded!
`;

describe('readCompilerOutput', () => {
  it('reads version 16', () => {
    const output = readCompilerOutput(VERSION_16);
    expect(output).toMatchObject({ version: '16.0.384591198', failureReason: null, warnings: [] });
    expect(output.reports).toEqual([
      {
        inputName: 'resnet.tflite',
        outputName: 'resnet_edgetpu.tflite',
        cachedBytes: Math.round(4.21 * MIB),
        remainingBytes: Math.round(3.29 * MIB),
        streamedBytes: 0,
        totalCacheBytes: Math.round(4.21 * MIB) + Math.round(3.29 * MIB),
        subgraphCount: 1,
        operatorCount: 267,
        edgeTpuOperatorCount: 264,
        cpuOperatorCount: 3,
        logName: 'resnet_edgetpu.log',
      },
    ]);
  });

  it('turns "available" of versions up to 2.x into "remaining"', () => {
    const [report] = readCompilerOutput(
      'Edge TPU Compiler version 2.0.258810407\nInput model: a.tflite\n' +
        'On-chip memory available for caching model parameters: 8.00MiB\n' +
        'On-chip memory used for caching model parameters: 1.50MiB\n',
    ).reports;
    expect(report).toMatchObject({ remainingBytes: 6.5 * MIB, totalCacheBytes: 8 * MIB });
  });

  it('keeps one report per segment and the reason of the one that failed', () => {
    const half = VERSION_16.split('\nModel successfully')[0]!;
    const output = readCompilerOutput(
      `${half}\nERROR: Restored original execution plan after delegate application failure.\n` +
        'Compilation failed: Compilation failed due to large activation tensors in model.\n' +
        'Compilation child process completed within timeout period.\nCompilation failed! \n',
    );
    expect(output.reports).toHaveLength(1);
    expect(output.failureReason).toBe(
      'Compilation failed due to large activation tensors in model',
    );
  });

  const failures: readonly (readonly [name: string, text: string, reason: RegExp])[] = [
    ['a crash', 'Edge TPU Compiler version 16.0.384591198\n', /crashed/],
    [
      'an internal error',
      'Edge TPU Compiler version 15.0.340273435\n\nInternal compiler error. Aborting!\n',
      /Internal compiler error/,
    ],
    ['a bare failure', 'Edge TPU Compiler version 16.0\nCompilation failed!', /Compilation failed/],
    ['other text', 'hello', /not the output/],
    ['nothing', '', /not the output/],
  ];
  it.each(failures)('names the reason of %s', (_name, text, reason) => {
    expect(readCompilerOutput(text).failureReason).toMatch(reason);
  });

  it('keeps warnings', () => {
    const text = `Edge TPU Compiler version 16.0\nWarning: For the given model, you're creating more segments than is necessary, which can increase latency\n${VERSION_16}`;
    expect(readCompilerOutput(text).warnings[0]).toMatch(/^For the given model/);
  });
});

describe('readSize', () => {
  it.each([
    ['0.00B', 0],
    ['12.50KiB', 12_800],
    ['4.21MiB', Math.round(4.21 * MIB)],
    ['much', null],
    ['', null],
  ])('reads %s', (text, bytes) => {
    expect(readSize(text)).toBe(bytes);
  });
});

describe('readOperationLog', () => {
  const LOG = `Edge TPU Compiler version 16.0.384591198
Input: NAME.tflite
Output: NAME_edgetpu.tflite

Operator                       Count      Status

ADD                            42         Mapped to Edge TPU
CUSTOM                         1          Operation is working on an unsupported data type
A_NAME_LONGER_THAN_ITS_COLUMN_OF_31 7 Operation not supported
`;

  it('reads the table and the names', () => {
    expect(isOperationLog(LOG)).toBe(true);
    expect(readOperationLog(LOG)).toEqual({
      version: '16.0.384591198',
      inputName: 'NAME.tflite',
      outputName: 'NAME_edgetpu.tflite',
      entries: [
        { kind: 'ADD', count: 42, status: 'Mapped to Edge TPU', isMapped: true },
        {
          kind: 'CUSTOM',
          count: 1,
          status: 'Operation is working on an unsupported data type',
          isMapped: false,
        },
        {
          kind: 'A_NAME_LONGER_THAN_ITS_COLUMN_OF_31',
          count: 7,
          status: 'Operation not supported',
          isMapped: false,
        },
      ],
    });
  });

  it('finds nothing in other text', () => {
    expect(isOperationLog('hello')).toBe(false);
    expect(readOperationLog('hello').entries).toEqual([]);
  });
});
