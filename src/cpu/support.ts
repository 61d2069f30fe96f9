import type { Failure } from '../base/index.ts';
import type { Model, Operator } from '../tflite/index.ts';
import { hasCustomOperator, interpreterVersions } from './op-versions.ts';

/** An operator that the interpreter does not have, or not in this version. */
export interface UnsupportedOperator {
  readonly index: number;
  /** As people read it: `PosenetDecoderOp`, `FULLY_CONNECTED version 12`. */
  readonly name: string;
  readonly isVersion: boolean;
}

/** The operators of the first subgraph that the interpreter cannot run, in file order. */
export function listUnsupportedOperators(model: Model): readonly UnsupportedOperator[] {
  return (model.subgraphs[0]?.operators ?? []).flatMap((operator) => {
    const found = describeUnsupported(operator);
    return found === null ? [] : [found];
  });
}

function describeUnsupported(operator: Operator): UnsupportedOperator | null {
  const { index, kind, customName, version } = operator;
  if (kind === 'CUSTOM') {
    const name = customName ?? '';
    return hasCustomOperator(name) ? null : { index, name: name || 'CUSTOM', isVersion: false };
  }
  const versions = interpreterVersions(kind);
  if (versions === null) return { index, name: kind, isVersion: false };
  return version >= versions.first && version <= versions.last
    ? null
    : { index, name: `${kind} version ${String(version)}`, isVersion: true };
}

/** Why the interpreter must not be given this model, or null when it may. */
export function checkInterpreterRuns(model: Model): Failure | null {
  for (const subgraph of model.subgraphs) {
    for (const operator of subgraph.operators) {
      const unsupported = describeUnsupported(operator);
      if (unsupported) return describeFailure(unsupported);
    }
  }
  return null;
}

function describeFailure({ index, name, isVersion }: UnsupportedOperator): Failure {
  const details = { operator: index, name };
  if (name === 'edgetpu-custom-op') {
    return {
      code: 'cpu/unsupported-operator',
      message:
        'This model has been compiled for the Edge TPU; the CPU interpreter cannot run its compiled part.',
      hint: 'Take the model as it was before the Edge TPU compiler.',
      details,
    };
  }
  return isVersion
    ? {
        code: 'cpu/unsupported-version',
        message: `The CPU interpreter does not have ${name} (operator ${String(index)}); it knows this operator in older versions.`,
        hint: 'Convert the model with an older converter, or check the segments on hardware instead.',
        details,
      }
    : {
        code: 'cpu/unsupported-operator',
        message: `The CPU interpreter does not have the operator ${name} (operator ${String(index)}).`,
        hint: 'The plan and the segment files are not affected; only what comes before this operator can be run on the CPU.',
        details,
      };
}
