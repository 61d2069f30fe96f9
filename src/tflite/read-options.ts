import { activationName } from './names.ts';
import { fieldPosition, type TableView } from './table-view.ts';
import { BUILTIN_OPTIONS, type OptionField } from './schema/option-shapes.ts';
import type { Operator as RawOperator } from './schema/generated/operator.ts';
import type { OperatorOptions } from './types.ts';

const PADDINGS = ['SAME', 'VALID'] as const;

type OptionValue = number | boolean | string;

/** Fields that rules look at, and how their stored number reads. Names are those of option-shapes.ts. */
const TRANSLATIONS: Readonly<Record<keyof OperatorOptions, (stored: number) => OptionValue>> = {
  strideH: asIs,
  strideW: asIs,
  dilationH: asIs,
  dilationW: asIs,
  filterH: asIs,
  filterW: asIs,
  depthMultiplier: asIs,
  axis: asIs,
  weightsFormat: asIs,
  beginMask: asIs,
  endMask: asIs,
  ellipsisMask: asIs,
  newAxisMask: asIs,
  shrinkAxisMask: asIs,
  splitCount: asIs,
  blockSize: asIs,
  beta: asIs,
  alpha: asIs,
  keepDims: isSet,
  keepNumDims: isSet,
  alignCorners: isSet,
  halfPixelCenters: isSet,
  padding: (stored) => PADDINGS[stored] ?? 'SAME',
  activation: activationName,
};

/** Translates the option table of an operator; fields that the file leaves out have the schema's default. */
export function readOptions(raw: RawOperator): OperatorOptions {
  const table = raw.builtinOptions();
  const known = BUILTIN_OPTIONS[raw.builtinOptionsType()];
  if (table === null || table.bb === null || known === undefined) return {};
  const view: TableView = { bb: table.bb, position: table.bb_pos };
  const options: Record<string, OptionValue> = {};
  known.fields.forEach((field, number) => {
    const translate = TRANSLATIONS[field.name as keyof OperatorOptions] as
      ((stored: number) => OptionValue) | undefined;
    if (translate !== undefined) options[field.name] = translate(readStored(view, field, number));
  });
  return options;
}

function readStored(view: TableView, field: OptionField, number: number): number {
  const position = fieldPosition(view, number);
  if (position === 0) return field.defaultValue;
  if (field.kind === 'f32') return view.bb.readFloat32(position);
  return field.kind === 'i32' ? view.bb.readInt32(position) : view.bb.readInt8(position);
}

function asIs(stored: number): number {
  return stored;
}

function isSet(stored: number): boolean {
  return stored !== 0;
}
