import { describe, expect, test } from 'vitest';
import { assertExists, unwrap } from '../base/index.ts';
import { readModel } from '../tflite/index.ts';
import { loadFixture } from '../tflite/testing/models.ts';
import { compilerText, compileVirtually, operationLogText } from '../virtual/index.ts';
import { cutPlan } from './cut.ts';
import { isCompilerLog, matchLog, type LogFacts } from './match-logs.ts';

const MODEL = 'mobilenet_v1_0.25_128_quant';
const model = unwrap(readModel(loadFixture(MODEL)));
const { operators } = assertExists(model.subgraphs[0]);
const KINDS = operators.map(({ kind }) => kind);
/** The first segment holds an operator more than the second, so that no two are alike. */
const GROUPS = [0, 11, 21].map((from, index, starts) =>
  operators.slice(from, starts[index + 1]).map((op) => op.index),
);
const cuts = unwrap(
  cutPlan(model, { modelName: MODEL, segments: GROUPS.map((group) => ({ operators: group })) }),
);

/** What the compiler would write and print of a segment; with little room on chip it streams. */
function compile(index: number, budgetBytes?: number): { log: string; printed: string } {
  const { bytes, fileName } = assertExists(cuts[index]);
  const names = {
    input: fileName,
    output: fileName.replace('.tflite', '_edgetpu.tflite'),
    log: fileName.replace('.tflite', '_edgetpu.log'),
    inputBytes: bytes.length,
  };
  const compiled = unwrap(
    compileVirtually(bytes, budgetBytes === undefined ? {} : { budgetBytes }),
  );
  return {
    log: operationLogText(compiled.costs, names),
    printed: compilerText(compiled, names),
  };
}

function match(text: string, name = 'x.log'): readonly LogFacts[] | string {
  const result = matchLog(cuts, KINDS, { name, bytes: new TextEncoder().encode(text) });
  return result.ok ? result.value : result.failure.code;
}

describe('a log of the compiler', () => {
  test.each([0, 1, 2])('is matched to segment %i, with the operators that map', (index) => {
    const count = assertExists(GROUPS[index]).length;
    expect(match(compile(index).log)).toEqual([
      {
        ...{ segmentIndex: index, operatorCount: count, mappedCount: count },
        ...{ onCpu: [], streamedBytes: null },
      },
    ]);
  });

  test('of a file that was renamed is known by its operators', () => {
    const renamed = compile(1).log.replaceAll(/Input: .*/g, 'Input: other.tflite');
    expect(match(renamed)).toMatchObject([{ segmentIndex: 1 }]);
  });

  test('of another cut is refused, though it has the name of a segment', () => {
    const other = compile(1).log.replaceAll(/Input: .*/g, `Input: ${cuts[0]?.fileName ?? ''}`);
    const stale = other.replace(/CONV_2D +(\d+)/, (line, count: string) =>
      line.replace(count, String(Number(count) + 1)),
    );
    expect(match(stale)).toBe('segment/no-log-match');
  });

  test('says which operators stay on the CPU and why', () => {
    const { log } = compile(2);
    const refused = log.replace(/^(SOFTMAX +1 +)Mapped to Edge TPU$/m, '$1Operation not supported');
    expect(refused).not.toBe(log);
    const count = assertExists(GROUPS[2]).length;
    expect(match(refused)).toMatchObject([
      {
        mappedCount: count - 1,
        onCpu: [{ kind: 'SOFTMAX', count: 1, status: 'Operation not supported' }],
      },
    ]);
  });
});

describe('what the compiler printed', () => {
  test('says how much is streamed, rounded', () => {
    const [facts] = match(compile(2, 100_000).printed) as readonly LogFacts[];
    const { streamedBytes } = unwrap(
      compileVirtually(assertExists(cuts[2]).bytes, { budgetBytes: 100_000 }),
    );
    expect(streamedBytes).toBeGreaterThan(0);
    expect(Math.abs((facts?.streamedBytes ?? 0) - streamedBytes)).toBeLessThan(5300);
    expect(facts?.segmentIndex).toBe(2);
  });

  test('for several files speaks of several segments', () => {
    const text = `${compile(0).printed}\n${compile(2).printed}`;
    expect(match(text)).toMatchObject([
      { segmentIndex: 0, streamedBytes: 0 },
      { segmentIndex: 2, streamedBytes: 0 },
    ]);
  });

  test('with the table of operators holds both', () => {
    const { log, printed } = compile(1, 50_000);
    const [facts] = match(`${printed}\n${log.slice(log.indexOf('Operator'))}`) as LogFacts[];
    expect(facts).toMatchObject({ segmentIndex: 1, onCpu: [] });
    expect(facts?.streamedBytes).toBeGreaterThan(0);
  });

  test('with a number of operators alone is not matched to a file of another name', () => {
    const renamed = compile(1).printed.replace(/Input model: .*/, 'Input model: other.tflite');
    expect(match(renamed)).toBe('segment/no-log-match');
  });

  test('of a failure says so', () => {
    const text = 'Edge TPU Compiler version 16.0.384591198\nInternal compiler error. Aborting! \n';
    expect(match(text)).toBe('segment/compiler-failed');
    const result = matchLog(cuts, KINDS, { name: 'a.log', bytes: new TextEncoder().encode(text) });
    expect(result.ok ? '' : result.failure.message).toBe(
      '"a.log" says that the compiler failed: Internal compiler error. Aborting.',
    );
  });
});

test('logs are told from other files', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  expect(isCompilerLog(bytes(compile(0).log))).toBe(true);
  expect(isCompilerLog(bytes(compile(0).printed))).toBe(true);
  expect(isCompilerLog(bytes('words'))).toBe(false);
  expect(isCompilerLog(loadFixture(MODEL))).toBe(false);
});
