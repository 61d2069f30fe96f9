// The state machine alone, with scripted completions: what it sends, in which order, what it waits for, how it fails.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { catchFailure, unwrap } from '../src/base/index.ts';
import { loadFixture } from '../src/tflite/testing/models.ts';
import { readPackage, type Executable } from '../src/edgetpu/package/index.ts';
import { fastOptions, goldenOptions, type RuntimeOptions } from '../src/runtime/options.ts';
import { loadRuntimeModule } from '../src/runtime/node.ts';
import { STATUS, TRANSFER } from '../src/runtime/status.ts';
import { ScriptedHost, type ScriptedCommand } from './testing/scripted-host.ts';
import {
  cachingPart,
  executable,
  fence,
  flatLayer,
  flatOutput,
  instructionChunk,
  instructions,
  interrupt,
  simplePart,
  tinyPackage,
  transfer,
} from './testing/tiny-package.ts';

let module: WebAssembly.Module;
beforeAll(async () => {
  module = unwrap(await loadRuntimeModule());
});

const EVENT = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0]);
const GOLDEN = goldenOptions('super');
const FAST = fastOptions('super');

/** An opened machine and the reads that it holds posted. */
class Session {
  readonly host: ScriptedHost;
  readonly posted: ScriptedCommand[];
  /** Tags of headers and sizes of payloads, as they were sent: `H0:64`, `0:64`. */
  readonly sent: string[] = [];
  readonly notices: ScriptedCommand[] = [];

  constructor(options: RuntimeOptions) {
    this.host = new ScriptedHost(module, options);
    this.posted = this.host.open();
  }

  load(...executables: readonly Executable[]): number {
    return this.host.machine.createPackage(tinyPackage(...executables), 2);
  }

  begin(handle: number, slot = 0): number {
    return this.host.machine.beginRun(handle, slot);
  }

  /** Starts what may start; outgoing transfers succeed at once unless `holdsOut`. */
  pump(holdsOut = false): ScriptedCommand[] {
    const held: ScriptedCommand[] = [];
    for (;;) {
      const commands = this.host.commands();
      if (!commands.length) return held;
      for (const command of commands) {
        if (command.kind === 'BULK_IN' || command.kind === 'INTERRUPT_IN') {
          this.posted.push(command);
        } else if (command.kind === 'BULK_OUT') {
          this.sent.push(describeOut(command));
          if (holdsOut) held.push(command);
          else this.host.complete(command);
        } else {
          this.notices.push(command);
        }
      }
    }
  }

  /** Answers the oldest read of an endpoint. */
  answer(endpoint: number, data: Uint8Array): void {
    const read = this.takeRead(endpoint);
    if (!read) throw new Error(`no read is posted on ${endpoint}`);
    this.host.complete(read, TRANSFER.OK, data);
  }

  /** The oldest read of an endpoint, no longer posted. */
  takeRead(endpoint: number): ScriptedCommand | undefined {
    const at = this.posted.findIndex((command) => command.endpoint === endpoint);
    return at < 0 ? undefined : this.posted.splice(at, 1)[0];
  }

  reads(endpoint: number): number[] {
    return this.posted.filter((one) => one.endpoint === endpoint).map((one) => one.bytes);
  }

  get kinds(): string[] {
    return this.notices.map(({ kind }) => kind);
  }
}

function describeOut({ bytes, data, tag }: ScriptedCommand): string {
  return bytes === 8 && data[0] !== 0x80 ? `H${data[4]}:${data[0]}` : `${tag}:${bytes}`;
}

describe('opening and closing', () => {
  it('counts the register accesses that hardware traces show (edgetpu-usb.md 11.4)', () => {
    const { host } = new Session(GOLDEN);
    const count = (write: boolean, wide: boolean): number =>
      host.registerLog.filter((one) => one.write === write && one.register >> 16 === (wide ? 4 : 1))
        .length;
    expect([
      count(false, false),
      count(false, true),
      count(true, false),
      count(true, true),
    ]).toEqual([12, 3, 14, 27]);
    host.registerLog.length = 0;
    host.machine.close();
    expect(host.runControl().map(({ kind }) => kind)).toEqual(['CLOSED']);
    expect([
      count(false, false),
      count(false, true),
      count(true, false),
      count(true, true),
    ]).toEqual([6, 1, 11, 21]);
  });

  it('skips the reset steps when the chip sleeps already', () => {
    const session = new Session(GOLDEN);
    session.host.machine.close();
    session.host.runControl();
    session.host.registerLog.length = 0;
    session.host.open();
    const writes = session.host.registerLog.filter((one) => one.write);
    expect(writes.some(({ register }) => register === 0x1907c)).toBe(false);
  });

  it.each([
    ['max', 0x0],
    ['high', 0x5],
    ['medium', 0x6],
    ['low', 0xf],
  ] as const)('writes the clock fields of "%s"', (clock, nibble) => {
    const { host } = new Session(goldenOptions('super', { clock }));
    const waking = host.registerLog.filter(
      ({ write, register, value }) => write && register === 0x1a318 && ((value >>> 22) & 3) === 2,
    );
    expect(waking.map(({ value }) => value >>> 28)).toEqual([nibble]);
  });

  it('posts event, interrupt and all output reads, in the vendor’s sizes', () => {
    const { posted } = new Session(GOLDEN);
    expect(posted.map(({ endpoint, bytes }) => [endpoint, bytes])).toEqual([
      [0x82, 16],
      [0x83, 4],
      ...Array.from({ length: 8 }, () => [0x81, 1024]),
    ]);
  });

  it('asks for whole packets in a browser, and for no output before there is a run', () => {
    const { posted } = new Session(fastOptions('high'));
    expect(posted.map(({ endpoint, bytes }) => [endpoint, bytes])).toEqual([
      [0x82, 512],
      [0x82, 512],
      [0x83, 64],
    ]);
  });

  it('gives up on a register that does not change, after pauses, and names it', () => {
    const host = new ScriptedHost(module, { ...GOLDEN, pollLimitMs: 50 });
    host.chip.read = () => 0xdead0000;
    host.machine.open();
    expect(host.runControl().map(({ kind }) => kind)).toEqual(['FAILED']);
    expect(host.machine.failure).toMatchObject({ status: STATUS.REGISTER_STUCK, address: 0x1a318 });
  });

  it('takes a failed control transfer four times, then fails', () => {
    const host = new ScriptedHost(module, GOLDEN);
    host.machine.open();
    for (let attempt = 0; attempt < 5; attempt++) {
      const [command] = host.commands();
      expect(command).toMatchObject({ kind: 'CONTROL_IN', register: 0x1a30c });
      host.complete(command!, TRANSFER.STALL);
    }
    expect(host.commands().map(({ kind }) => kind)).toEqual(['FAILED']);
    expect(host.machine.failure).toMatchObject({ status: STATUS.TRANSFER_STALL, address: 0x1a30c });
  });
});

describe('what is sent, and when', () => {
  it('loads parameters before the first run and not again', () => {
    const session = new Session(GOLDEN);
    const handle = session.load(simplePart(), cachingPart());
    session.begin(handle);
    session.pump();
    expect(session.sent).toEqual([
      'H0:32',
      '0:32',
      'H2:104',
      '2:104',
      'H0:64',
      '0:64',
      'H1:16',
      '1:16',
    ]);
    session.answer(0x82, EVENT);
    session.pump();
    session.answer(0x81, new Uint8Array(24));
    session.answer(0x82, EVENT);
    session.pump();
    expect(session.kinds).toEqual(['RUN_DONE']);
    session.sent.length = 0;
    session.begin(handle);
    session.pump();
    expect(session.sent).toEqual(['H0:64', '0:64', 'H1:16', '1:16']);
  });

  it('loads again after a model with another token, and once for each of a common token', () => {
    const session = new Session(GOLDEN);
    const finish = (handle: number, loads: boolean): string[] => {
      session.sent.length = 0;
      session.begin(handle);
      session.pump();
      if (loads) session.answer(0x82, EVENT);
      session.answer(0x81, new Uint8Array(24));
      session.pump();
      session.answer(0x82, EVENT);
      session.pump();
      return session.sent.filter((entry) => entry.startsWith('H2'));
    };
    const first = session.load(simplePart(), cachingPart());
    const together = session.load(simplePart(), cachingPart());
    const other = session.load(simplePart({ parameterCachingToken: 5n }), cachingPart(5n));
    expect(finish(first, true)).toHaveLength(1);
    expect(finish(together, true)).toHaveLength(1);
    expect(finish(first, false)).toHaveLength(0);
    expect(finish(other, true)).toHaveLength(1);
    expect(finish(first, true)).toHaveLength(1);
  });

  it('forgets what is cached when a stand-alone model runs', () => {
    const session = new Session(GOLDEN);
    const cached = session.load(simplePart(), cachingPart());
    const alone = session.load(simplePart({ type: 'STAND_ALONE', parameterCachingToken: 0n }));
    const run = (handle: number, events: number): void => {
      session.begin(handle);
      session.pump();
      for (let event = 0; event < events; event++) {
        session.answer(0x82, EVENT);
        session.pump();
      }
      session.answer(0x81, new Uint8Array(24));
      session.pump();
    };
    run(cached, 2);
    run(alone, 1);
    session.sent.length = 0;
    run(cached, 2);
    expect(session.sent.slice(0, 4)).toEqual(['H0:32', '0:32', 'H2:104', '2:104']);
  });

  it('sends nothing past an output that has not arrived', () => {
    const session = new Session(GOLDEN);
    const handle = session.load(
      executable({
        parameterCachingToken: 0n,
        type: 'STAND_ALONE',
        outputs: [flatOutput('a', 8), flatOutput('b', 8)],
        parameters: new Uint8Array(16),
        hints: [
          instructions(),
          transfer('OUTPUT', 8, { name: 'b' }),
          transfer('PARAMETER', 16),
          transfer('OUTPUT', 8, { name: 'a' }),
          interrupt,
        ],
      }),
    );
    session.begin(handle);
    session.pump();
    expect(session.sent).toEqual(['H0:64', '0:64']);
    session.answer(0x81, Uint8Array.of(1, 2, 3));
    session.pump();
    expect(session.sent).toHaveLength(2);
    // The rest of the first output and the start of the second in one packet.
    session.answer(0x81, Uint8Array.of(4, 5, 6, 7, 8, 9));
    session.pump();
    expect(session.sent.slice(2)).toEqual(['H2:16', '2:16']);
    session.answer(0x81, Uint8Array.of(10, 11, 12, 13, 14, 15, 16));
    session.answer(0x82, EVENT);
    session.pump();
    expect(session.kinds).toEqual(['RUN_DONE']);
    const [a, b] = [new Uint8Array(8), new Uint8Array(8)];
    session.host.machine.readOutput(handle, 0, { slot: 0, element: 0 }, a);
    session.host.machine.readOutput(handle, 1, { slot: 0, element: 0 }, b);
    expect([...b, ...a]).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  });

  it('waits at a fence for everything before it, and sends scratch back as it came', () => {
    const session = new Session(GOLDEN);
    const handle = session.load(
      executable({
        type: 'STAND_ALONE',
        parameterCachingToken: 0n,
        scratchBytes: 32,
        hints: [
          instructions(),
          transfer('SCRATCH', 32, { direction: 'OUTFEED' }),
          fence,
          transfer('SCRATCH', 16, { offsetBytes: 16 }),
          fence,
          transfer('SCRATCH', 16),
          interrupt,
        ],
      }),
    );
    session.begin(handle);
    const [header, code] = session.pump(true);
    session.answer(
      0x81,
      Uint8Array.from({ length: 32 }, (_, index) => index),
    );
    session.pump(true);
    // The scratch bytes are here, but the instructions have not been taken yet.
    expect(session.sent).toEqual(['H0:64', '0:64']);
    session.host.complete(header!);
    session.host.complete(code!);
    const held = session.pump(true);
    expect(session.sent.slice(2)).toEqual(['H1:16', '1:16']);
    expect([...held[1]!.data]).toEqual(Array.from({ length: 16 }, (_, index) => 16 + index));
    held.forEach((command) => session.host.complete(command));
    const last = session.pump(true);
    expect([...last[1]!.data]).toEqual(Array.from({ length: 16 }, (_, index) => index));
    last.forEach((command) => session.host.complete(command));
    session.answer(0x82, EVENT);
    session.pump();
    expect(session.kinds).toEqual(['RUN_DONE']);
  });

  it('sends overlapping slices of an input, past its end up to the last page', () => {
    const session = new Session(GOLDEN);
    const handle = session.load(
      executable({
        type: 'STAND_ALONE',
        parameterCachingToken: 0n,
        inputs: [flatLayer('in', 100)],
        hints: [
          instructions(),
          transfer('INPUT', 64, { name: 'in' }),
          transfer('INPUT', 64, { name: 'in', offsetBytes: 48 }),
          interrupt,
        ],
      }),
    );
    const tensor = Uint8Array.from({ length: 100 }, (_, index) => index + 1);
    session.host.machine.writeInput(handle, 0, { slot: 0, element: 0 }, tensor);
    session.begin(handle);
    const sent: ScriptedCommand[] = [];
    for (let held = session.pump(true); held.length; held = session.pump(true)) {
      sent.push(...held);
      held.forEach((command) => session.host.complete(command));
    }
    const payloads = sent.filter(({ tag, bytes }) => tag === 1 && bytes === 64);
    expect(payloads[0]!.data).toEqual(tensor.slice(0, 64));
    expect(payloads[1]!.data.slice(0, 52)).toEqual(tensor.slice(48));
    expect([...payloads[1]!.data.slice(52)]).toEqual(new Array(12).fill(0));
  });

  it('cuts payloads into chunks and keeps at most one more than the limit under way', () => {
    const session = new Session({ ...GOLDEN, outChunkBytes: 1024 });
    const handle = session.load(
      executable({
        type: 'STAND_ALONE',
        parameterCachingToken: 0n,
        parameters: new Uint8Array(5000),
        hints: [instructions(), transfer('PARAMETER', 5000), interrupt],
      }),
    );
    session.begin(handle);
    const held = session.pump(true);
    expect(session.sent).toEqual(['H0:64', '0:64', 'H2:136', '2:1024']);
    held.forEach((command) => session.host.complete(command));
    session.pump();
    expect(session.sent.slice(4)).toEqual(['2:1024', '2:1024', '2:1024', '2:904']);
  });

  it('puts headers in front of payloads in a browser, within the chunk size', () => {
    const session = new Session({ ...FAST, outChunkBytes: 1024 });
    const handle = session.load(
      executable({
        type: 'STAND_ALONE',
        parameterCachingToken: 0n,
        inputs: [flatLayer('in', 2000)],
        instructions: [{ bytes: instructionChunk(64, 3), fieldOffsets: [] }],
        hints: [instructions(), transfer('INPUT', 2000, { name: 'in' }), interrupt],
      }),
    );
    const tensor = Uint8Array.from({ length: 2000 }, (_, index) => index & 255);
    session.host.machine.writeInput(handle, 0, { slot: 0, element: 0 }, tensor);
    session.begin(handle);
    const sent: ScriptedCommand[] = [];
    for (let held = session.pump(true); held.length; held = session.pump(true)) {
      sent.push(...held);
      held.forEach((command) => session.host.complete(command));
    }
    expect(sent.map(({ bytes }) => bytes)).toEqual([72, 1024, 984]);
    const stream = Buffer.concat(sent.map(({ data }) => data));
    expect([...stream.subarray(72, 80)]).toEqual([0xd0, 7, 0, 0, 1, 0, 0, 0]);
    expect(Buffer.compare(stream.subarray(80), tensor)).toBe(0);
  });

  it('starts the next run before the event of the one before, but not before its output', () => {
    const session = new Session(GOLDEN);
    const handle = session.load(simplePart({ type: 'STAND_ALONE', parameterCachingToken: 0n }));
    session.begin(handle, 0);
    session.begin(handle, 1);
    session.pump();
    expect(session.sent).toHaveLength(4);
    session.answer(0x81, new Uint8Array(24));
    session.pump();
    expect(session.sent).toHaveLength(8);
    expect(session.kinds).toEqual([]);
    session.answer(0x82, EVENT);
    session.pump();
    expect(session.kinds).toEqual(['RUN_DONE']);
  });

  it('serves every element of a native batch from its own buffer', () => {
    const session = new Session(GOLDEN);
    const handle = session.load(
      executable({
        type: 'STAND_ALONE',
        parameterCachingToken: 0n,
        batchSize: 2,
        inputs: [flatLayer('in', 8)],
        outputs: [flatOutput('out', 8)],
        hints: [
          instructions(),
          transfer('INPUT', 8, { name: 'in' }),
          transfer('INPUT', 8, { name: 'in', batch: 1 }),
          transfer('OUTPUT', 8, { name: 'out', batch: 1 }),
          transfer('OUTPUT', 8, { name: 'out' }),
          interrupt,
        ],
      }),
    );
    const { machine } = session.host;
    expect(machine.batchSize(handle)).toBe(2);
    [0, 1].forEach((element) => {
      machine.writeInput(handle, 0, { slot: 0, element }, new Uint8Array(8).fill(element + 1));
    });
    session.begin(handle);
    const first = session.pump(true);
    first.forEach((command) => session.host.complete(command));
    const second = session.pump(true);
    expect(
      [...first, ...second].filter((c) => c.tag === 1 && c.bytes === 8).map((c) => c.data[0]),
    ).toEqual([8, 1, 8, 2]);
    second.forEach((command) => session.host.complete(command));
    session.answer(
      0x81,
      Uint8Array.from({ length: 16 }, (_, index) => (index < 8 ? 20 : 10)),
    );
    session.answer(0x82, EVENT);
    session.pump();
    const outputs = [0, 1].map((element) => {
      const tensor = new Uint8Array(8);
      machine.readOutput(handle, 0, { slot: 0, element }, tensor);
      return tensor[0];
    });
    expect(outputs).toEqual([10, 20]);
  });
});

describe('reading outputs', () => {
  const withOutput = (bytes: number): Executable =>
    executable({
      type: 'STAND_ALONE',
      parameterCachingToken: 0n,
      outputs: [flatOutput('out', bytes)],
      hints: [instructions(), transfer('OUTPUT', bytes, { name: 'out' }), interrupt],
    });

  it.each([
    [8, [1024]],
    [1008, [1024]],
    [1024, [1024]],
    [2048, [2048]],
    [32_768, [32_768]],
    [40_000, [32_768, 8192]],
    [65_536, [32_768, 32_768]],
    [303_104, [...new Array<number>(8).fill(32_768)]],
  ])('posts reads for %d bytes that end where the output ends', (bytes, reads) => {
    const session = new Session(FAST);
    session.begin(session.load(withOutput(bytes)));
    session.pump();
    expect(session.reads(0x81)).toEqual(reads);
  });

  it('expects chunks of 256 bytes on USB 2, and never asks for less than a packet', () => {
    const session = new Session(fastOptions('high'));
    session.begin(session.load(withOutput(1000)));
    session.pump();
    expect(session.reads(0x81)).toEqual([512, 512, 512, 512]);
    for (const bytes of [256, 256, 256, 232]) session.answer(0x81, new Uint8Array(bytes));
    session.answer(0x82, EVENT);
    session.pump();
    expect(session.kinds).toEqual(['RUN_DONE']);
  });

  it('leaves no read behind after any way in which packets may be gathered', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 40 }),
        (eighths, cuts) => {
          const session = new Session(FAST);
          const outputs = eighths.map((size, index) => flatOutput(`o${index}`, size * 8));
          session.begin(
            session.load(
              executable({
                type: 'STAND_ALONE',
                parameterCachingToken: 0n,
                outputs,
                hints: [
                  instructions(),
                  ...outputs.map(({ name, sizeBytes }) => transfer('OUTPUT', sizeBytes, { name })),
                  interrupt,
                ],
              }),
            ),
          );
          let left = eighths.reduce((sum, size) => sum + size * 8, 0);
          for (let turn = 0; left > 0; turn++) {
            session.pump();
            const [asked = 0] = session.reads(0x81);
            expect(asked).toBeGreaterThanOrEqual(1024);
            expect(asked % 1024).toBe(0);
            const given = Math.min(asked, left, cuts[turn % cuts.length] ?? 1);
            session.answer(0x81, new Uint8Array(given));
            left -= given;
          }
          session.answer(0x82, EVENT);
          session.pump();
          expect(session.kinds).toEqual(['RUN_DONE']);
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  it.each([
    ['a browser’s reads', FAST],
    ['the vendor’s reads', GOLDEN],
  ])(
    'puts every byte in its place, however %s are filled and in whatever order they end',
    (_, options) => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 4 }),
          fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 }),
          fc.infiniteStream(fc.nat(7)),
          (eighths, fills, order) => {
            const session = new Session(options);
            const outputs = eighths.map((size, index) => flatOutput(`o${index}`, size * 8));
            const handle = session.load(
              executable({
                type: 'STAND_ALONE',
                parameterCachingToken: 0n,
                outputs,
                hints: [
                  instructions(),
                  ...outputs.map(({ name, sizeBytes }) => transfer('OUTPUT', sizeBytes, { name })),
                  interrupt,
                ],
              }),
            );
            session.begin(handle);
            const total = eighths.reduce((sum, size) => sum + size * 8, 0);
            const stream = Uint8Array.from(
              { length: total },
              (_, index) => index * 7 + (index >> 8),
            );
            let sent = 0;
            for (let turn = 0; sent < total;) {
              session.pump();
              const ended: { read: ScriptedCommand; data: Uint8Array }[] = [];
              for (let read = session.takeRead(0x81); read && sent < total; turn++) {
                const bytes = Math.min(read.bytes, fills[turn % fills.length] ?? 1);
                const data = stream.subarray(sent, sent + bytes);
                sent += data.length;
                ended.push({ read, data });
                read = sent < total ? session.takeRead(0x81) : undefined;
              }
              while (ended.length > 0) {
                const at = (order.next().value ?? 0) % ended.length;
                for (const { read, data } of ended.splice(at, 1)) {
                  session.host.complete(read, TRANSFER.OK, data);
                }
              }
            }
            session.answer(0x82, EVENT);
            session.pump();
            expect(session.kinds).toEqual(['RUN_DONE']);
            const tensors = eighths.map((size, index) => {
              const tensor = new Uint8Array(size * 8);
              session.host.machine.readOutput(handle, index, { slot: 0, element: 0 }, tensor);
              return tensor;
            });
            expect(Buffer.compare(Buffer.concat(tensors), stream)).toBe(0);
          },
        ),
        { seed: 4, numRuns: 40 },
      );
    },
  );

  it('reads on demand when the vendor’s queue is off', () => {
    const session = new Session(goldenOptions('super', { maxBulkInQueueLength: 0 }));
    session.begin(session.load(withOutput(3000)));
    session.pump();
    expect(session.reads(0x81)).toEqual([3000]);
    session.answer(0x81, new Uint8Array(1024));
    session.pump();
    expect(session.reads(0x81)).toEqual([1976]);
  });

  it('throws away what is left over from before the first run', () => {
    const session = new Session(GOLDEN);
    session.answer(0x81, new Uint8Array(100).fill(255));
    session.answer(0x82, EVENT);
    session.pump();
    session.begin(session.load(withOutput(8)));
    session.pump();
    session.answer(0x81, new Uint8Array(8));
    session.answer(0x82, EVENT);
    session.pump();
    expect(session.kinds).toEqual(['RUN_DONE']);
  });
});

describe('tensors and wire bytes', () => {
  const roundTrip = (
    parts: Partial<Executable>,
    wire: Uint8Array,
    tensorBytes: number,
  ): number[] => {
    const { host } = new Session(GOLDEN);
    const handle = host.machine.createPackage(
      tinyPackage(executable({ type: 'STAND_ALONE', ...parts })),
      1,
    );
    host.machine.writeOutputWire(handle, 0, { slot: 0, element: 0 }, wire);
    const tensor = new Uint8Array(tensorBytes);
    host.machine.readOutput(handle, 0, { slot: 0, element: 0 }, tensor);
    return [...tensor];
  };
  const count = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, i) => i);

  it('undoes tiles as in the worked example of edgetpu-usb.md 9.3', () => {
    const layout = {
      yToTile: [0, 0, 4, 4, 8, 8, 12, 12],
      xToTile: [0, 0, 1, 1, 2, 2, 3, 3],
      tileOffsets: Array.from({ length: 16 }, (_, tile) => tile * 16),
      xToLocalOffset: [0, 4, 0, 4, 0, 4, 0, 4],
      yToLocalRow: [0, 1, 0, 1, 0, 1, 0, 1],
      xToRowStride: new Array<number>(8).fill(8),
    };
    const output = flatOutput('out', 2, {
      yDim: 8,
      xDim: 8,
      sizeBytes: 256,
      tensorBytes: 128,
      layout,
    });
    const tensor = roundTrip({ outputs: [output] }, count(256), 128);
    const at = (y: number, x: number, z: number): number => tensor[(y * 8 + x) * 2 + z] ?? -1;
    expect([
      at(0, 0, 0),
      at(0, 1, 1),
      at(1, 0, 0),
      at(0, 2, 0),
      at(2, 0, 0),
      at(3, 5, 1),
      at(7, 7, 1),
    ]).toEqual([0, 5, 8, 16, 64, 109, 253]);
  });

  it('undoes tiles of a large signed output, which the host takes in parts', () => {
    // 100 rows of 1,000 bytes, the last row first; with 32 KiB a time that is 32, 32, 32 and 4 rows.
    const [rows, columns] = [100, 1000];
    const layout = {
      yToTile: Array.from({ length: rows }, (_, y) => rows - 1 - y),
      xToTile: new Array<number>(columns).fill(0),
      tileOffsets: Array.from({ length: rows }, (_, tile) => tile * 1024),
      xToLocalOffset: Array.from({ length: columns }, (_, x) => x),
      yToLocalRow: new Array<number>(rows).fill(0),
      xToRowStride: new Array<number>(columns).fill(1024),
    };
    const output = flatOutput('out', 1, {
      dataType: 'SIGNED_FIXED_POINT8',
      yDim: rows,
      xDim: columns,
      sizeBytes: rows * 1024,
      tensorBytes: rows * columns,
      layout,
    });
    const wire = count(rows * 1024).map((_, index) => (index * 3) ^ (index >> 10));
    const tensor = roundTrip({ outputs: [output] }, wire, rows * columns);
    const expected = Array.from({ length: rows * columns }, (_, index) => {
      const [y, x] = [Math.floor(index / columns), index % columns];
      return (wire[(rows - 1 - y) * 1024 + x] ?? 0) ^ 0x80;
    });
    expect(tensor).toEqual(expected);
  });

  it('refuses tiles for more or fewer elements than the tensor has', () => {
    const layout = {
      yToTile: [0, 0],
      xToTile: [0, 0],
      tileOffsets: [0],
      xToLocalOffset: [0, 8],
      yToLocalRow: [0, 1],
      xToRowStride: [16, 16],
    };
    const load = (elements: number): unknown => {
      const changes = { yDim: 2, xDim: 2, sizeBytes: 64, shape: [{ start: 0, end: elements - 1 }] };
      const output = flatOutput('out', 8, { ...changes, tensorBytes: elements, layout });
      const file = tinyPackage(executable({ type: 'STAND_ALONE', outputs: [output] }));
      const { machine } = new Session(GOLDEN).host;
      const result = catchFailure(() => machine.createPackage(file, 1));
      return result.ok ? 'loaded' : result.failure.code;
    };
    expect([load(31), load(32), load(33)]).toEqual([
      'runtime/package-layout',
      'loaded',
      'runtime/package-layout',
    ]);
  });

  it('takes a plain signed output of several parts whole', () => {
    const bytes = 100_000;
    const output = flatOutput('out', bytes, { dataType: 'SIGNED_FIXED_POINT8' });
    const wire = count(bytes);
    const expected = Array.from(wire, (value) => value ^ 0x80);
    expect(roundTrip({ outputs: [output] }, wire, bytes)).toEqual(expected);
  });

  it('flips the sign of 8-bit and 16-bit elements, and of nothing else', () => {
    const of = (
      dataType: 'SIGNED_FIXED_POINT8' | 'SIGNED_FIXED_POINT16' | 'SIGNED_FIXED_POINT32',
      elementBytes: number,
    ) =>
      roundTrip(
        {
          outputs: [
            flatOutput('out', 8 / elementBytes, {
              dataType,
              elementBytes,
              sizeBytes: 8,
              tensorBytes: 8,
            }),
          ],
        },
        count(8),
        8,
      );
    expect(of('SIGNED_FIXED_POINT8', 1)).toEqual([128, 129, 130, 131, 132, 133, 134, 135]);
    expect(of('SIGNED_FIXED_POINT16', 2)).toEqual([0, 129, 2, 131, 4, 133, 6, 135]);
    expect(of('SIGNED_FIXED_POINT32', 4)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('drops the padding of every execution of a one-dimensional output', () => {
    const output = flatOutput('out', 5, { executionsPerInference: 3, tensorBytes: 15 });
    expect(roundTrip({ outputs: [output] }, count(24), 15)).toEqual([
      0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 16, 17, 18, 19, 20,
    ]);
  });

  it('gathers slices where the file describes its output by them', () => {
    const shapeInfo = {
      slices: [
        {
          ranges: [
            { start: 0, end: 1 },
            { start: 0, end: 2 },
          ],
          strides: [4, 1],
          offsetBytes: 8,
        },
        {
          ranges: [
            { start: 2, end: 2 },
            { start: 0, end: 2 },
          ],
          strides: [4, 1],
          offsetBytes: 0,
        },
      ],
    };
    const output = flatOutput('out', 3, { yDim: 3, sizeBytes: 16, tensorBytes: 9, shapeInfo });
    expect(roundTrip({ outputs: [output] }, count(16), 9)).toEqual([8, 9, 10, 12, 13, 14, 0, 1, 2]);
  });

  it('pads every execution of an input on its own', () => {
    const session = new Session(GOLDEN);
    const input = flatLayer('in', 5, {
      executionsPerInference: 2,
      tensorBytes: 10,
      dataType: 'SIGNED_FIXED_POINT8',
    });
    const handle = session.load(
      executable({
        type: 'STAND_ALONE',
        parameterCachingToken: 0n,
        inputs: [input],
        hints: [instructions(), transfer('INPUT', 16, { name: 'in' }), interrupt],
      }),
    );
    session.host.machine.writeInput(handle, 0, { slot: 0, element: 0 }, count(10));
    session.begin(handle);
    const first = session.pump(true);
    first.forEach((command) => session.host.complete(command));
    const sent = [...first, ...session.pump(true)].find((c) => c.tag === 1 && c.bytes === 16)!;
    expect([...sent.data.slice(0, 5)]).toEqual([128, 129, 130, 131, 132]);
    expect([...sent.data.slice(8, 13)]).toEqual([133, 134, 135, 136, 137]);
  });

  it('writes addresses bit by bit where the fields stand', () => {
    const session = new Session(GOLDEN);
    const bytes = instructionChunk(64, 0);
    const handle = session.load(
      executable({
        type: 'STAND_ALONE',
        parameterCachingToken: 0n,
        parameters: new Uint8Array(16),
        instructions: [
          {
            bytes,
            fieldOffsets: [
              { buffer: { role: 'PARAMETER', batch: 0, name: '' }, half: 'LOWER', offsetBit: 70 },
              { buffer: { role: 'PARAMETER', batch: 0, name: '' }, half: 'UPPER', offsetBit: 198 },
            ],
          },
        ],
        hints: [instructions(), transfer('PARAMETER', 16), interrupt],
      }),
    );
    session.begin(handle);
    const [, code] = session.pump(true);
    const bits = (from: number): bigint => {
      let all = 0n;
      code!.data.forEach((byte, index) => (all |= BigInt(byte) << BigInt(8 * index)));
      return (all >> BigInt(from)) & 0xffffffffn;
    };
    expect(bits(70)).toBeGreaterThan(0n);
    expect(bits(70) % 16n).toBe(0n);
    expect(bits(198)).toBe(0n);
    const others = code!.data.slice();
    for (let bit = 70; bit < 102; bit++) others[bit >> 3]! &= ~(1 << (bit & 7));
    expect(others).toEqual(bytes);
  });
});

describe('failures', () => {
  const running = (options: RuntimeOptions = GOLDEN): Session => {
    const session = new Session(options);
    session.begin(session.load(simplePart(), cachingPart()));
    return session;
  };

  it.each([
    [TRANSFER.STALL, STATUS.TRANSFER_STALL],
    [TRANSFER.BABBLE, STATUS.TRANSFER_BABBLE],
    [TRANSFER.NO_DEVICE, STATUS.TRANSFER_NO_DEVICE],
    [TRANSFER.ERROR, STATUS.TRANSFER_ERROR],
    [TRANSFER.CANCELLED, STATUS.TRANSFER_CANCELLED],
    [TRANSFER.DENIED, STATUS.TRANSFER_DENIED],
  ])('a transfer status %d on any data endpoint ends the machine', (transferStatus, status) => {
    for (const endpoint of [0x01, 0x81, 0x82]) {
      const session = running();
      const held = session.pump(true);
      const command =
        endpoint === 0x01 ? held[0]! : session.posted.find((c) => c.endpoint === endpoint)!;
      session.host.complete(command, transferStatus);
      session.pump();
      expect(session.kinds).toEqual(['FAILED']);
      expect(session.host.machine.failure).toMatchObject({ status, endpoint });
      expect(session.host.commands()).toEqual([]);
    }
  });

  it('says what it waited for when nothing moves', () => {
    const outStuck = running();
    outStuck.pump(true);
    outStuck.host.machine.expire();
    expect(outStuck.host.machine.failure).toMatchObject({
      status: STATUS.TRANSFER_TIMEOUT,
      endpoint: 1,
    });

    const outputMissing = running();
    outputMissing.pump();
    outputMissing.answer(0x81, new Uint8Array(10));
    outputMissing.host.machine.expire();
    expect(outputMissing.host.machine.failure).toMatchObject({
      status: STATUS.OUTPUT_MISSING,
      expected: 24,
      actual: 10,
    });

    const eventMissing = running();
    eventMissing.pump();
    eventMissing.answer(0x82, EVENT);
    eventMissing.answer(0x81, new Uint8Array(24));
    eventMissing.pump();
    eventMissing.host.machine.expire();
    expect(eventMissing.host.machine.failure.status).toBe(STATUS.EVENT_MISSING);

    const idle = new Session(GOLDEN);
    idle.host.machine.expire();
    idle.pump();
    expect(idle.kinds).toEqual([]);
  });

  it.each([
    ['a wrong tag', Uint8Array.from(EVENT, (byte, at) => (at === 12 ? 5 : byte)), STATUS.EVENT_TAG],
    [
      'a descriptor nobody asked for',
      Uint8Array.from(EVENT, (byte, at) => (at === 12 ? 1 : byte)),
      STATUS.EVENT_TAG,
    ],
    ['a short event', EVENT.slice(0, 8), STATUS.EVENT_SIZE],
    ['an empty event', new Uint8Array(0), STATUS.EVENT_SIZE],
  ])('refuses %s', (_name, event, status) => {
    const session = running();
    session.pump();
    session.answer(0x82, event);
    session.pump();
    expect(session.host.machine.failure.status).toBe(status);
  });

  it('refuses output bytes that nobody waits for', () => {
    const session = running();
    session.pump();
    session.answer(0x81, new Uint8Array(25));
    session.pump();
    expect(session.host.machine.failure).toMatchObject({
      status: STATUS.OUTPUT_UNEXPECTED,
      actual: 1,
    });
  });

  it('refuses a transfer that was taken in part', () => {
    const session = running();
    const [header] = session.pump(true);
    session.host.machine.complete(header!.id, TRANSFER.OK, 4);
    session.pump();
    expect(session.host.machine.failure).toMatchObject({
      status: STATUS.TRANSFER_SHORT,
      expected: 8,
      actual: 4,
    });
  });

  it('reads the error registers after a fatal interrupt and fails with them', () => {
    const session = new Session(GOLDEN);
    session.host.chip.write(0x486f0, 0x200);
    session.host.chip.write(0x48700, 0x8);
    session.answer(0x83, Uint8Array.of(1, 0, 0, 0));
    expect(session.host.runControl().map(({ kind }) => kind)).toContain('FAILED');
    expect(session.host.machine.failure).toMatchObject({
      status: STATUS.HIB_ERROR,
      actual: 0x200,
      expected: 0x8,
    });
  });

  it.each([
    ['thermal warning', 16, 0x80000000, ['0x1a0dc=a0000000', '0x4c0a8=0'], ['THERMAL_WARNING']],
    ['thermal shutdown', 2, 0x40000000, ['0x1a0dc=50000000', '0x4c078=0'], ['THERMAL_SHUTDOWN']],
    ['fatal interrupt without an error', 1, 0, ['0x4c068=0'], []],
  ] as const)('clears a %s and goes on', (...[, word, status, writes, notices]) => {
    const session = new Session(GOLDEN);
    session.host.chip.write(0x1a0dc, status);
    session.host.registerLog.length = 0;
    session.answer(0x83, Uint8Array.of(word, 0, 0, 0));
    const commands = session.host.runControl();
    const written = session.host.registerLog.filter((one) => one.write);
    expect(
      written.map(({ register, value }) => `0x${register.toString(16)}=${value.toString(16)}`),
    ).toEqual(writes);
    expect(commands.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([...notices, 'INTERRUPT_IN']),
    );
  });

  it('refuses packages that would block or mislead the chip', () => {
    const status = (options: RuntimeOptions, ...executables: readonly Executable[]): unknown => {
      const host = new ScriptedHost(module, options);
      const result = catchFailure(() => host.machine.createPackage(tinyPackage(...executables), 2));
      return result.ok ? 'loaded' : result.failure.code;
    };
    expect(status(GOLDEN, simplePart())).toBe('runtime/package-no-caching-part');
    expect(status(GOLDEN, simplePart(), simplePart())).toBe('runtime/package-unsupported');
    expect(status(GOLDEN, simplePart(), cachingPart(0n))).toBe('runtime/package-no-token');
    const other = [simplePart({ chip: 'tpu9' }), cachingPart()];
    expect(status(GOLDEN, ...other)).toBe('runtime/package-wrong-chip');
    const virtual = [
      simplePart({ chip: 'reef-virtual' }),
      { ...cachingPart(), chip: 'reef-virtual' },
    ];
    expect(status(GOLDEN, ...virtual)).toBe('runtime/package-virtual-chip');
    expect(status({ ...GOLDEN, allowsVirtualChip: true }, ...virtual)).toBe('loaded');
    expect(status(GOLDEN, simplePart(), cachingPart())).toBe('loaded');
  });

  it('refuses to start a run that leaves its transfers to the device', () => {
    const session = new Session(GOLDEN);
    const handle = session.load(simplePart({ isFullyDeterministic: false }), cachingPart());
    const result = catchFailure(() => session.begin(handle));
    expect(result).toMatchObject({ failure: { code: 'runtime/not-deterministic' } });
  });

  it('ends every damaged package in a status, and keeps no memory of it', () => {
    const original = unwrap(readPackage(loadFixture('gabor_64x64_p4_edgetpu'))).package.bytes;
    const { machine } = new ScriptedHost(module, GOLDEN);
    machine.destroyPackage(machine.createPackage(original, 2));
    const before = machine.usedBytes;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), {
          minLength: 1,
          maxLength: 12,
        }),
        (changes) => {
          const bytes = original.slice();
          for (const [at, value] of changes) bytes[at] = value;
          const result = catchFailure(() => machine.createPackage(bytes, 2));
          if (result.ok) machine.destroyPackage(result.value);
          expect(machine.usedBytes).toBe(before);
        },
      ),
      { seed: 5, numRuns: 400 },
    );
    for (let length = 0; length < original.length; length += 397) {
      expect(catchFailure(() => machine.createPackage(original.slice(0, length), 2)).ok).toBe(
        false,
      );
    }
    expect(machine.usedBytes).toBe(before);
  });
});
