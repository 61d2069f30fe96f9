import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  METADATA_SHAPE,
  MODEL_SHAPE,
  OPERATOR_CODE_SHAPE,
  OPERATOR_SHAPE,
  SUBGRAPH_SHAPE,
  TENSOR_SHAPE,
} from './model-shape.ts';
import type { FieldType } from './table-shape.ts';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const SCHEMA = readFileSync(path.join(HERE, 'reef.fbs'), 'utf8');

/** Fields of a table of reef.fbs, as `name:size`, where size is the bytes in the table (4 for offsets). */
function fieldsInSchema(table: string): readonly string[] {
  const body = new RegExp(`table ${table} \\{([^}]*)\\}`).exec(SCHEMA)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+):([[\]\w]+)/gm)].map(
    ([, name = '', type = '']) => `${name.replaceAll('_', '')}:${SIZES[type] ?? 4}`,
  );
}

const SIZES: Readonly<Record<string, number>> = { byte: 1, ubyte: 1, bool: 1, ulong: 8, long: 8 };

function inlineSize(type: FieldType): number {
  return type.kind === 'scalar' ? type.size : 4;
}

describe('the schema', () => {
  it('has generated code that is up to date', () => {
    const script = path.resolve(HERE, '../../../scripts/generate-schema.mjs');
    expect(String(execFileSync(process.execPath, [script, '--check']))).toBe('');
  });

  it.each([
    MODEL_SHAPE,
    SUBGRAPH_SHAPE,
    OPERATOR_SHAPE,
    OPERATOR_CODE_SHAPE,
    TENSOR_SHAPE,
    METADATA_SHAPE,
  ])('has the same fields for $name as the shapes that check and copy it', ({ name, fields }) => {
    expect(fields.length).toBeGreaterThan(1);
    expect(fields.map((field) => `${field.name.toLowerCase()}:${inlineSize(field.type)}`)).toEqual(
      fieldsInSchema(name),
    );
  });
});
