// Reads a recorded trace: `NAME.wire.txt` says what must happen, `NAME.jsonl.gz` how long payloads are made. Both hold
// the same transfers in the same order; what is compared comes from both.
import { gunzipSync } from 'node:zlib';

/** Endpoint 0 stands for control transfers. */
export type StreamName = 'control' | '0x01' | '0x81' | '0x82' | '0x83';

export interface ControlLine {
  readonly kind: 'control';
  readonly line: number;
  readonly requestType: number;
  readonly request: number;
  readonly value: number;
  readonly index: number;
  readonly length: number;
  /** Bytes transferred, or a negative error of the recorder's USB library. */
  readonly returned: number;
  /** Null where the line holds only a hash (firmware blocks). */
  readonly data: Uint8Array | null;
}

export interface OutLine {
  readonly kind: 'out';
  readonly line: number;
  readonly length: number;
  readonly header: Uint8Array | null;
  readonly tag: number;
  readonly offset: number;
  readonly source: PayloadSource;
}

export interface InLine {
  readonly kind: 'in';
  readonly line: number;
  readonly stream: StreamName;
  readonly asked: number;
  readonly got: number;
  readonly status: number;
  readonly source: PayloadSource;
}

export type WireLine = ControlLine | OutLine | InLine;

/** How the bytes of a transfer are made or checked. */
export interface PayloadSource {
  readonly hex: Uint8Array | null;
  readonly sha256: string | null;
  /** With the fields of `maskedBits` (bit numbers in the whole chunk) set to zero. */
  readonly maskedSha256: string | null;
  readonly maskedBits: readonly number[];
  readonly input: { seed: number; at: number; bytes: number; xor: number; pastEnd: number } | null;
  readonly output: { run: number; at: number; bytes: number } | null;
}

export interface StepLine {
  readonly kind: 'step';
  readonly line: number;
  readonly words: readonly string[];
}

export interface Trace {
  readonly name: string;
  readonly steps: readonly StepLine[];
  /** Transfers of each device, by its number. */
  readonly devices: ReadonlyMap<number, readonly WireLine[]>;
  /** Device numbers in the order in which library calls name them, with their lines. */
  readonly opens: readonly {
    readonly line: number;
    readonly device: number;
    readonly mode: string;
  }[];
  /** Line of the first fault; nothing from there on counts. Null without faults. */
  readonly faultLine: number | null;
}

interface JsonEvent {
  readonly ev: string;
  readonly src?: JsonSource | readonly JsonSource[];
}

interface JsonSource {
  readonly kind: string;
  readonly seed?: number;
  readonly at?: number;
  readonly bytes?: number;
  readonly xor?: number;
  readonly bytes_past_end?: string;
  readonly run?: number;
  readonly patched?: readonly { readonly bit: number }[];
  readonly masked_sha256?: string;
}

/** Reads one trace. Throws when the two files do not belong together. */
export function readTrace(name: string, wireText: string, jsonlGz: Uint8Array): Trace {
  const events = transferEvents(jsonlGz);
  const steps: StepLine[] = [];
  const opens: { line: number; device: number; mode: string }[] = [];
  const devices = new Map<number, WireLine[]>();
  let faultLine: number | null = null;
  let eventIndex = 0;
  wireText.split('\n').forEach((text, index) => {
    const line = index + 1;
    if (text.startsWith('# ')) {
      if (faultLine === null)
        steps.push({ kind: 'step', line, words: text.slice(2).trim().split(/\s+/) });
      return;
    }
    const words = text.trim().split(/\s+/);
    if (faultLine === null && (words[0] === 'FAULT' || words[1] === 'FAULT')) faultLine = line;
    const device = Number(words[0]);
    if (words[1] === 'CALL' && words[2] === 'open' && device >= 0) {
      opens.push({ line, device, mode: fieldsOf(words).get('mode') ?? '' });
    }
    if (!['CTRL', 'OUT', 'IN'].includes(words[1] ?? '')) return;
    if (faultLine !== null) return;
    const event = events[eventIndex++];
    if (!event) throw new Error(`${name}: line ${line} has no counterpart in the log`);
    const wire = readWire(line, words, event);
    const lines = devices.get(device) ?? [];
    lines.push(wire);
    devices.set(device, lines);
  });
  if (faultLine === null && eventIndex !== events.length)
    throw new Error(`${name}: the log holds more transfers`);
  return { name, steps, devices, opens, faultLine };
}

function transferEvents(jsonlGz: Uint8Array): JsonEvent[] {
  const text = gunzipSync(jsonlGz).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonEvent)
    .filter(({ ev }) => ev === 'ctrl' || ev === 'out' || ev === 'in');
}

function readWire(line: number, words: readonly string[], event: JsonEvent): WireLine {
  const fields = fieldsOf(words);
  const number = (key: string): number => Number(fields.get(key) ?? Number.NaN);
  const source = readSource(fields, event);
  switch (words[1]) {
    case 'CTRL':
      expectEvent(line, event, 'ctrl');
      return {
        kind: 'control',
        line,
        requestType: number('bm'),
        request: number('rq'),
        value: number('val'),
        index: number('idx'),
        length: number('len'),
        returned: number('ret'),
        data: fields.has('data') ? fromHex(fields.get('data') ?? '') : null,
      };
    case 'OUT': {
      expectEvent(line, event, 'out');
      const isHeader = words.includes('header');
      return {
        kind: 'out',
        line,
        length: number('len'),
        header: isHeader ? source.hex : null,
        tag: number('tag'),
        offset: isHeader ? 0 : number('off'),
        source,
      };
    }
    default:
      expectEvent(line, event, 'in');
      return {
        kind: 'in',
        line,
        stream: fields.get('ep') as StreamName,
        asked: number('asked'),
        got: number('got'),
        status: number('status'),
        source,
      };
  }
}

function expectEvent(line: number, event: JsonEvent, kind: string): void {
  if (event.ev !== kind) throw new Error(`line ${line} is a ${kind}, the log says ${event.ev}`);
}

function readSource(fields: ReadonlyMap<string, string>, event: JsonEvent): PayloadSource {
  const sources = event.src === undefined ? [] : [event.src].flat();
  const input = sources.find(({ kind }) => kind === 'input_pattern');
  const output = sources.find(({ kind }) => kind === 'output_pattern');
  const instructions = sources.find(({ kind }) => kind === 'instructions');
  const hex = fields.get('hex');
  return {
    hex: hex === undefined ? null : fromHex(hex),
    sha256: fields.get('sha256') ?? null,
    maskedSha256: fields.get('masked_sha256') ?? instructions?.masked_sha256 ?? null,
    maskedBits: instructions?.patched?.map(({ bit }) => bit) ?? [],
    input: input
      ? {
          seed: input.seed ?? 0,
          at: input.at ?? 0,
          bytes: input.bytes ?? 0,
          xor: input.xor ?? 0,
          pastEnd: (input.bytes_past_end ?? '').length / 2,
        }
      : null,
    output: output ? { run: output.run ?? 0, at: output.at ?? 0, bytes: output.bytes ?? 0 } : null,
  };
}

/** `key=value` words of a line. */
function fieldsOf(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    words
      .filter((word) => word.includes('='))
      .map((word) => {
        const at = word.indexOf('=');
        return [word.slice(0, at), word.slice(at + 1)] as const;
      }),
  );
}

function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}
