import { describe, expect, it } from 'vitest';
import { unwrap } from '../../base/index.ts';
import { randomInput } from '../../cpu/index.ts';
import { createNodeCpuRuntime } from '../../cpu/node.ts';
import { operatorCosts } from '../../edgetpu/index.ts';
import { readPackage } from '../../edgetpu/package/index.ts';
import { buildGraph } from '../../graph/index.ts';
import { loadSampleBytes } from '../../samples/testing/load-sample.ts';
import { checkCuttable, readModel, writeSegment } from '../../tflite/index.ts';
import { buildModel } from '../../tflite/testing/build-model.ts';
import { loadFixture } from '../../tflite/testing/models.ts';
import { INSTANT_RATES } from '../bus.ts';
import { VirtualChip } from '../chip.ts';
import { eventClock } from '../clock.ts';
import { MiniDriver, rolesOf } from '../testing/mini-driver.ts';
import { VirtualUsb } from '../usb.ts';
import { compileVirtually } from './compile.ts';
import { VirtualProgramLibrary } from './program-library.ts';

async function openChip(library: VirtualProgramLibrary): Promise<MiniDriver> {
  const clock = eventClock((action) => void setImmediate(action));
  const chip = new VirtualChip({ clock, library, rates: INSTANT_RATES, identity: 'application' });
  const [device] = await new VirtualUsb([chip], { grantsAll: true }).getDevices();
  if (!device) throw new Error('no device');
  const driver = new MiniDriver(device);
  await driver.open();
  return driver;
}

const runtime = createNodeCpuRuntime().then(unwrap);

/** The model without the operators that stay on the CPU: what the Edge TPU computes. */
function mappedPart(
  bytes: Uint8Array,
  names: { inputs: readonly string[]; outputs: readonly string[] },
): Uint8Array {
  const model = unwrap(readModel(bytes));
  const subgraph = unwrap(checkCuttable(model));
  const indexOf = (name: string): number =>
    subgraph.tensors.findIndex((tensor) => tensor.name === name);
  const costs = operatorCosts(subgraph, unwrap(buildGraph(subgraph)));
  const operators = costs.operators.flatMap((cost, operator) =>
    cost.runsOnEdgeTpu ? [operator] : [],
  );
  const selection = {
    operators,
    inputs: names.inputs.map(indexOf),
    outputs: names.outputs.map(indexOf),
  };
  return unwrap(writeSegment(model, selection));
}

describe('a virtually compiled segment on a virtual accelerator', () => {
  it.each([
    [
      'mobilenet_v1_0.25_128_quant',
      () => Promise.resolve(loadFixture('mobilenet_v1_0.25_128_quant')),
    ],
    [
      'deeplabv3_mnv2_dm05_pascal_quant',
      () => Promise.resolve(loadFixture('deeplabv3_mnv2_dm05_pascal_quant')),
    ],
    ['dense_256', () => Promise.resolve(loadFixture('dense_256'))],
    ['bright_16x16', () => Promise.resolve(loadFixture('bright_16x16'))],
    ['the sample mobilenet_v2', () => loadSampleBytes('mobilenet_v2')],
    ['the sample conv5_f582, which streams', () => loadSampleBytes('conv5_f582')],
    [
      'the sample densenet121, which has elementwise constants',
      () => loadSampleBytes('densenet121'),
    ],
  ])('computes what the CPU computes: %s', async (_name, load) => {
    const source = await load();
    const compiled = unwrap(compileVirtually(source));
    const read = unwrap(readPackage(compiled.bytes));
    const { caching, main } = rolesOf(read.package);
    expect(main.parameters.length).toBe(compiled.streamedBytes);
    expect(caching?.parameters.length ?? 0).toBe(compiled.cachedBytes);

    const reference = unwrap(
      (await runtime).loadModel(
        mappedPart(source, { inputs: read.inputNames, outputs: read.outputNames }),
      ),
    );
    const inputs = reference.inputs.map((tensor, index) => randomInput(tensor, 7 + index));
    const expected = unwrap(reference.run(inputs));
    reference.close();

    const driver = await openChip(new VirtualProgramLibrary(() => runtime));
    if (caching) await driver.run(caching);
    const outputs = await driver.run(main, inputs);
    expect(outputs.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual(
      expected.map((bytes) => Buffer.from(bytes).toString('hex')),
    );
  });

  it('computes something else when one parameter byte is lost on the way', async () => {
    const source = loadFixture('dense_256');
    const { package: pack } = unwrap(readPackage(unwrap(compileVirtually(source)).bytes));
    const { caching, main } = rolesOf(pack);
    if (!caching) throw new Error('dense_256 is cached');
    const input = new Uint8Array(256).fill(90);
    const whole = await openChip(new VirtualProgramLibrary(() => runtime));
    await whole.run(caching);
    const right = await whole.run(main, [input]);
    const parameters = caching.parameters.slice();
    for (let at = 0; at < parameters.length; at += 64)
      parameters[at] = (parameters[at] ?? 0) ^ 0x7f;
    const damaged = await openChip(new VirtualProgramLibrary(() => runtime));
    await damaged.run({ ...caching, parameters });
    expect(await damaged.run(main, [input])).not.toEqual(right);
  });

  it('is refused where the model is compiled already', () => {
    const result = compileVirtually(loadFixture('mobilenet_v1_0.25_128_quant_edgetpu'));
    expect(result.ok ? null : result.failure.code).toBe('tflite/compiled-model');
  });

  it('is refused where nothing maps, with the operator that is the cause', () => {
    const activation = {
      type: 'INT8',
      shape: [1, 4, 4, 3],
      scales: [0.5],
      zeroPoints: [0],
    } as const;
    const result = compileVirtually(
      buildModel({
        tensors: ['in', 'other', 'hard', 'sum'].map((name) => ({ name, ...activation })),
        // The last root comes first in the compiler's order.
        operators: [
          { kind: 'RELU', inputs: [0], outputs: [1] },
          { kind: 'HARD_SWISH', inputs: [0], outputs: [2] },
          { kind: 'ADD', inputs: [1, 2], outputs: [3] },
        ],
        inputs: [0],
        outputs: [3],
      }),
    );
    const failure = result.ok ? null : result.failure;
    expect(failure?.code).toBe('virtual/nothing-maps');
    expect(failure?.message).toContain('The Edge TPU has no HARD_SWISH.');
  });
});
