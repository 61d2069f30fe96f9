// The least driver that can run a package: everything in hint order, one inference at a time. For tests of the chip alone;
// the real one is in runtime/ and wasm/.
import type { Executable, OutputLayer, Package } from '../../edgetpu/package/index.ts';
import { TAG } from '../stream-parser.ts';

export class MiniDriver {
  readonly #device: USBDevice;

  constructor(device: USBDevice) {
    this.#device = device;
  }

  /** Opens the device and does the part of the open sequence that the data plane needs. */
  async open(): Promise<void> {
    await this.#device.open();
    await this.#device.claimInterface(0);
    await this.#write32(0x1a318, 0x60c50004);
    await this.#write32(0x1a318, 0x0085025c);
    await this.#write64(0x4c058, 0x80n);
    await this.#write64(0x44018, 1n);
  }

  /** Runs an executable; inputs in layer order, unpadded; the outputs in layer order, de-tiled, signs put back. */
  async run(executable: Executable, inputs: readonly Uint8Array[] = []): Promise<Uint8Array[]> {
    const outputs: Uint8Array[] = [];
    for (const hint of executable.hints) {
      if (hint.kind === 'instructions') {
        await this.#send(
          TAG.instructions,
          executable.instructions[hint.chunkIndex]?.bytes ?? new Uint8Array(0),
        );
      } else if (hint.kind === 'interrupt') {
        await this.#device.transferIn(2, 16);
      } else if (hint.kind === 'transfer') {
        await this.#transfer(executable, hint, { inputs, outputs });
      }
    }
    return outputs;
  }

  async #transfer(
    executable: Executable,
    hint: Extract<Executable['hints'][number], { kind: 'transfer' }>,
    data: { readonly inputs: readonly Uint8Array[]; readonly outputs: Uint8Array[] },
  ): Promise<void> {
    if (hint.buffer.role === 'PARAMETER') {
      await this.#send(
        TAG.parameters,
        executable.parameters.subarray(hint.offsetBytes, hint.offsetBytes + hint.sizeBytes),
      );
    } else if (hint.buffer.role === 'INPUT') {
      const index = executable.inputs.findIndex((layer) => layer.name === hint.buffer.name);
      const layer = executable.inputs[index];
      const wire = new Uint8Array(hint.sizeBytes);
      wire.set(data.inputs[index] ?? []);
      if (layer?.dataType === 'SIGNED_FIXED_POINT8') flip(wire);
      await this.#send(TAG.input, wire);
    } else if (hint.buffer.role === 'OUTPUT') {
      const index = executable.outputs.findIndex((layer) => layer.name === hint.buffer.name);
      const layer = executable.outputs[index];
      const wire = await this.#receive(hint.sizeBytes);
      if (layer) data.outputs[index] = detile(wire, layer);
    }
  }

  async #receive(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (let offset = 0; offset < length;) {
      const { data } = await this.#device.transferIn(1, Math.ceil((length - offset) / 1024) * 1024);
      if (!data?.byteLength) throw new Error('no output');
      bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
      offset += data.byteLength;
    }
    return bytes;
  }

  async #send(tag: number, payload: Uint8Array): Promise<void> {
    const header = new Uint8Array(8);
    new DataView(header.buffer).setUint32(0, payload.length, true);
    header[4] = tag;
    await this.#device.transferOut(1, header);
    await this.#device.transferOut(1, payload.slice());
  }

  async #write32(address: number, value: number): Promise<void> {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, true);
    await this.#device.controlTransferOut(setup(1, address), bytes);
  }

  async #write64(address: number, value: bigint): Promise<void> {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, value, true);
    await this.#device.controlTransferOut(setup(0, address), bytes);
  }
}

/** The executables of a package by role: what is sent once, and what is run. */
export function rolesOf(pack: Package): { caching: Executable | undefined; main: Executable } {
  const main = pack.executables.find((one) => one.type !== 'PARAMETER_CACHING');
  if (!main) throw new Error('no executable to run');
  return { caching: pack.executables.find((one) => one.type === 'PARAMETER_CACHING'), main };
}

function detile(wire: Uint8Array, layer: OutputLayer): Uint8Array {
  const { yDim, xDim, zDim, elementBytes, layout } = layer;
  const packed = new Uint8Array(yDim * xDim * zDim * elementBytes);
  for (let y = 0; y < yDim; y++) {
    for (let x = 0; x < xDim; x++) {
      const tile = (layout?.yToTile[y] ?? 0) + (layout?.xToTile[x] ?? 0);
      const row = (layout?.yToLocalRow[y] ?? 0) * (layout?.xToRowStride[x] ?? 0);
      const element = (layout?.tileOffsets[tile] ?? 0) + row + (layout?.xToLocalOffset[x] ?? 0);
      const from = element * elementBytes;
      packed.set(
        wire.subarray(from, from + zDim * elementBytes),
        (y * xDim + x) * zDim * elementBytes,
      );
    }
  }
  if (layer.dataType === 'SIGNED_FIXED_POINT8') flip(packed);
  return packed;
}

function flip(bytes: Uint8Array): void {
  for (let index = 0; index < bytes.length; index++) bytes[index] = (bytes[index] ?? 0) ^ 0x80;
}

function setup(request: number, address: number): USBControlTransferParameters {
  return {
    requestType: 'vendor',
    recipient: 'device',
    request,
    value: address & 0xffff,
    index: address >>> 16,
  };
}
