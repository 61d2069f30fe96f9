// A small language for flatbuffer tables. One description serves the checker, which walks untrusted bytes with it,
// and the writer, which copies tables with it. Shapes do not refer back to themselves, so walks end by construction.

export type ScalarSize = 1 | 2 | 4 | 8;

export type FieldType =
  | { readonly kind: 'scalar'; readonly size: ScalarSize }
  | { readonly kind: 'string' }
  | { readonly kind: 'vector'; readonly elementSize: ScalarSize; readonly alignment: number }
  | { readonly kind: 'table'; readonly shape: TableShape }
  | { readonly kind: 'tables'; readonly shape: TableShape }
  /** A table whose shape the byte in the field before chooses; numbers without a shape are unknown tables. */
  | { readonly kind: 'union'; readonly shapes: readonly TableShape[] };

export interface FieldShape {
  readonly name: string;
  /** Table and field, for messages: `Tensor.name`. Written once, because checking a file visits thousands of fields. */
  readonly label: string;
  readonly type: FieldType;
}

export interface TableShape {
  readonly name: string;
  /** By field number. */
  readonly fields: readonly FieldShape[];
}

/** A table of which only the frame is known: its fields are bounded, never followed. */
export const UNKNOWN_TABLE: TableShape = { name: 'unknown table', fields: [] };

const SCALAR_SIZES: Readonly<Record<string, ScalarSize>> = {
  i8: 1,
  u8: 1,
  bool: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  i64: 8,
  u64: 8,
};

/** Reads a kind such as `i32`, `str` or `[i64]`; throws on a kind that does not exist. */
export function readFieldKind(kind: string): FieldType {
  if (kind === 'str') return { kind: 'string' };
  if (!kind.startsWith('[')) return { kind: 'scalar', size: scalarSize(kind) };
  const elementSize = scalarSize(kind.slice(1, -1));
  return { kind: 'vector', elementSize, alignment: elementSize };
}

/** A table shape from columns `name:kind`, with fields of other kinds given beside them. */
export function tableShape(
  name: string,
  fields: Readonly<Record<string, string | FieldType>>,
): TableShape {
  return {
    name,
    fields: Object.entries(fields).map(([field, type]) => ({
      name: field,
      label: `${name}.${field}`,
      type: typeof type === 'string' ? readFieldKind(type) : type,
    })),
  };
}

function scalarSize(kind: string): ScalarSize {
  const size = SCALAR_SIZES[kind];
  if (size === undefined) throw new Error(`Broken invariant: no field kind ${kind}`);
  return size;
}
