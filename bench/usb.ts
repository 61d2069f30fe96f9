// From page to device through a real browser's USB stack: Reef's runtime against the same transfers with nothing around
// them, in the same run. The bus is emulated (e2e/webusb-host), the accelerator answers at once.
//   npm run bench usb
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { isSupported, startBrowserWithUsb } from '../e2e/webusb-host/index.ts';
import { bundleScript, serve } from '../e2e/webusb-host/testing/site.ts';
import { unwrap } from '../src/base/index.ts';
import { openCompiledSegment } from '../src/bench/index.ts';
import { buildModel } from '../src/tflite/testing/build-model.ts';
import { compileVirtually, eventClock, INSTANT_RATES, VirtualChip } from '../src/virtual/index.ts';
import { printShares, type Share } from './figures.ts';
import { QuietLibrary } from './quiet-accelerators.ts';
import type { UsbTimes } from './usb-page.ts';

const PASSES = 7;
const INFERENCES = 10;
const MB = 1e6;
const HTML = '<!doctype html><title>USB</title><script type="module" src="/page.js"></script>';

interface Direction {
  readonly what: string;
  readonly of: string;
  readonly atLeast: number;
  readonly compiled: Uint8Array;
  readonly bytes: (times: UsbTimes) => number;
}

/** 8 MiB one way, next to nothing the other. */
const DIRECTIONS: readonly Direction[] = [
  {
    what: 'page to device',
    of: 'bare transferOut',
    atLeast: 0.9,
    compiled: convolution([1024, 1024, 8], [128, 128, 1], 8),
    bytes: ({ outBytes }) => outBytes,
  },
  {
    what: 'device to page',
    of: 'bare transferIn',
    atLeast: 0.8,
    compiled: convolution([128, 128, 1], [128, 128, 512], 1),
    bytes: ({ inBytes }) => inBytes,
  },
];

type Shape = readonly [height: number, width: number, channels: number];

/** One convolution whose kernel is as large as its step. */
function convolution(from: Shape, to: Shape, step: number): Uint8Array {
  const scale = { scales: [0.5], zeroPoints: [0] };
  const [, , channels] = from;
  const [, , filters] = to;
  const kernel = [filters, step, step, channels];
  const data = new Uint8Array(kernel.reduce((product, size) => product * size, 1)).fill(1);
  const file = buildModel({
    tensors: [
      { name: 'in', type: 'INT8', shape: [1, ...from], ...scale },
      { name: 'w', type: 'INT8', shape: kernel, data, ...scale },
      { name: 'out', type: 'INT8', shape: [1, ...to], ...scale },
    ],
    operators: [
      {
        kind: 'CONV_2D',
        inputs: [0, 1, -1],
        outputs: [2],
        options: 'Conv2D',
        fields: { padding: 1, stride_w: step, stride_h: step },
      },
    ],
    inputs: [0],
    outputs: [2],
  });
  const segment = unwrap(openCompiledSegment(unwrap(compileVirtually(file)).bytes));
  return segment.compiled.package.bytes;
}

async function measure({ compiled }: Direction): Promise<UsbTimes> {
  const chip = new VirtualChip({
    clock: eventClock((action) => void setImmediate(action)),
    library: new QuietLibrary(false),
    ...{ rates: INSTANT_RATES, speed: 'super', identity: 'application' },
  });
  const site = await serve({
    '/': ['text/html', HTML],
    '/page.js': ['text/javascript', await bundleScript(path.resolve('bench/usb-page.ts'))],
    '/package': ['application/octet-stream', compiled],
    '/runtime.wasm': ['application/wasm', readFileSync('wasm/dist/reef-runtime.wasm')],
  });
  const usb = await startBrowserWithUsb({ chips: [chip], origin: site.origin });
  try {
    const page = await usb.context.newPage();
    await page.goto(site.origin);
    await page.waitForFunction(() => 'measureUsb' in window);
    return await page.evaluate(
      ([passes, inferences]) => window.measureUsb('/package', passes, inferences),
      [PASSES, INFERENCES] as const,
    );
  } finally {
    await usb.close();
    site.close();
  }
}

const problem = isSupported();
if (problem !== null) {
  console.log(`Skipped: ${problem}.`);
} else {
  const load = loadavg()[0] ?? 0;
  console.log(`Measured in one run, pass by pass. Load of this machine: ${load.toFixed(1)}.`);
  const shares: Share[] = [];
  for (const direction of DIRECTIONS) {
    const times = await measure(direction);
    const { what, of, atLeast, bytes } = direction;
    const rate = (ms: number): string => (bytes(times) / (ms / 1000) / MB).toFixed(0);
    const [reefMs, bareMs] = [Math.min(...times.reefMs), Math.min(...times.bareMs)];
    console.log(`${what}: ${rate(reefMs)} MB/s at best, bare ${rate(bareMs)} MB/s`);
    const passes = times.reefMs.map((ms, pass) => (times.bareMs[pass] ?? NaN) / ms);
    shares.push({ what, of, shares: passes, atLeast });
  }
  process.exitCode = printShares(shares) === 0 ? 0 : 1;
}
