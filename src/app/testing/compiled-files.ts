// What the compiler would hand back for the segments of a plan: files and logs, by the virtual compiler.
import { unwrap } from '../../base/index.ts';
import type { Plan } from '../../partition/index.ts';
import { cutPlan } from '../../segment/index.ts';
import { readModel } from '../../tflite/index.ts';
import { compilerText, compileVirtually, operationLogText } from '../../virtual/index.ts';

export interface CompilerOutputFiles {
  readonly name: string;
  readonly compiled: Uint8Array<ArrayBuffer>;
  readonly streamedBytes: number;
  /** `_edgetpu.log`, and what was printed. */
  readonly log: string;
  readonly printed: string;
}

/** Compiles every segment; `budgetBytes` makes chips smaller than they are, so that segments stream. */
export function compileSegments(
  modelBytes: Uint8Array,
  modelName: string,
  { segments }: Pick<Plan, 'segments'>,
  budgetBytes?: number,
): readonly CompilerOutputFiles[] {
  const cut = unwrap(cutPlan(unwrap(readModel(modelBytes)), { modelName, segments }));
  return cut.map(({ bytes, fileName }) => {
    const compiled = unwrap(
      compileVirtually(bytes, budgetBytes === undefined ? {} : { budgetBytes }),
    );
    const stem = fileName.replace(/\.tflite$/, '_edgetpu');
    const names = {
      ...{ input: fileName, output: `${stem}.tflite`, log: `${stem}.log` },
      inputBytes: bytes.length,
    };
    return {
      name: stem,
      compiled: new Uint8Array(compiled.bytes),
      streamedBytes: compiled.streamedBytes,
      log: operationLogText(compiled.costs, names),
      printed: compilerText(compiled, names),
    };
  });
}
