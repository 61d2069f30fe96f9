// Requests for tests: random graphs with random costs on random devices, and real models by name.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { unwrap } from '../../base/index.ts';
import { operatorCosts } from '../../edgetpu/index.ts';
import type { DeviceSpec } from '../../edgetpu/index.ts';
import { arbitraryCosts } from '../../edgetpu/testing/random-costs.ts';
import { buildGraph } from '../../graph/index.ts';
import { arbitraryGraph } from '../../graph/testing/random-graphs.ts';
import { loadSampleBytes } from '../../samples/testing/load-sample.ts';
import { readModel } from '../../tflite/index.ts';
import type { PlanRequest } from '../types.ts';

export interface RandomRequestOptions {
  readonly maxOperators?: number;
  readonly minDevices?: number;
  readonly maxDevices?: number;
  /** Links, clocks and buses of their own for every device; alike with a port each where absent. */
  readonly hasUnequalDevices?: boolean;
  readonly hasSharedBuses?: boolean;
}

/** Small requests of every shape; at most as many devices as depths. */
export function arbitraryRequest(options: RandomRequestOptions = {}): fc.Arbitrary<PlanRequest> {
  const { maxOperators = 14, minDevices = 1, maxDevices = 4 } = options;
  return arbitraryGraph({ minOperators: minDevices, maxOperators })
    .filter((graph) => graph.depthCount >= minDevices)
    .chain((graph) =>
      fc.record({
        graph: fc.constant(graph),
        costs: arbitraryCosts(graph, { withCpuOperators: true }),
        devices: arbitraryDevices({
          ...options,
          minDevices,
          maxDevices: Math.min(maxDevices, graph.depthCount),
        }),
        batch: fc.integer({ min: 1, max: 40 }),
      }),
    );
}

function arbitraryDevices(options: RandomRequestOptions): fc.Arbitrary<readonly DeviceSpec[]> {
  const { minDevices = 1, maxDevices = 4 } = options;
  const one = fc.record({
    link: fc.constantFrom('usb3' as const, 'usb2' as const, 'pcie' as const),
    clock: fc.constantFrom('max' as const, 'std' as const),
    bus: fc.integer({ min: 0, max: 1 }),
  });
  return fc.array(one, { minLength: minDevices, maxLength: maxDevices }).map((devices) =>
    devices.map((device, index) => ({
      link: options.hasUnequalDevices === true ? device.link : 'usb3',
      clock: options.hasUnequalDevices === true ? device.clock : 'max',
      bus: options.hasSharedBuses === true ? device.bus : index,
    })),
  );
}

/** Devices with a port each. */
export function devicesWithPorts(
  count: number,
  link: DeviceSpec['link'] = 'usb3',
): readonly DeviceSpec[] {
  return Array.from({ length: count }, (_, bus) => ({ link, clock: 'max' as const, bus }));
}

export type ModelPart = Pick<PlanRequest, 'graph' | 'costs'>;

/** Graph and costs of a model's bytes. */
export function modelPartOf(bytes: Uint8Array): ModelPart {
  const subgraph = unwrap(readModel(bytes)).subgraphs[0];
  if (subgraph === undefined) throw new Error('no subgraph');
  const graph = unwrap(buildGraph(subgraph));
  return { graph, costs: operatorCosts(subgraph, graph) };
}

/** Graph and costs of a sample model. */
export async function samplePart(name: string): Promise<ModelPart> {
  return modelPartOf(await loadSampleBytes(name));
}

const HERE = path.dirname(fileURLToPath(import.meta.url));
const MODEL_FOLDERS = ['../../tflite/fixtures', '../../../../shared/models/real'];

/** Graph and costs of a real model: a fixture, or a larger one beside the project; null where that is not there. */
export function realPart(name: string): ModelPart | null {
  const files = MODEL_FOLDERS.map((folder) => path.resolve(HERE, folder, `${name}.tflite`));
  const file = files.find((candidate) => existsSync(candidate));
  return file === undefined ? null : modelPartOf(readFileSync(file));
}
