// A compiled model in words and as JSON.
import { formatBytes, formatFileSize, plural } from '../base/index.ts';
import {
  instructionBytes,
  parameterBytes,
  type CompiledModel,
  type Executable,
  type Layer,
} from '../edgetpu/package/index.ts';
import type { OpenedFile } from './open-model.ts';
import { formatTable } from './table.ts';

export interface ShownPackage {
  readonly file: OpenedFile;
  readonly compiled: CompiledModel;
}

export function packageJson({ file, compiled }: ShownPackage): unknown {
  const { package: pack, cpuOperators } = compiled;
  return {
    model: { name: file.name, bytes: file.bytes.byteLength, sha256: file.sha256 },
    minRuntimeVersion: pack.minRuntimeVersion,
    compilerVersion: pack.compilerVersion,
    ...parameterBytes(pack),
    inputs: compiled.inputNames,
    outputs: compiled.outputNames,
    executables: pack.executables.map(executableJson),
    cpuOperatorCount: cpuOperators.length,
    cpuOperators: cpuOperators.map(({ opIndex, kind, position }) => ({
      index: opIndex,
      kind,
      position,
    })),
  };
}

function executableJson(executable: Executable): unknown {
  return {
    type: executable.type,
    name: executable.name,
    chip: executable.chip,
    parameterBytes: executable.parameters.byteLength,
    instructionBytes: instructionBytes(executable),
    instructionChunks: executable.instructions.map((chunk) => chunk.bytes.byteLength),
    // 64 bits: more than a JSON number holds.
    token: executable.parameterCachingToken.toString(),
    batchSize: executable.batchSize,
    scratchBytes: executable.scratchBytes,
    isFullyDeterministic: executable.isFullyDeterministic,
    hints: executable.hints.map((hint) => hint.kind),
    inputs: executable.inputs.map((layer) => layer.name),
    outputs: executable.outputs.map((layer) => layer.name),
    inputLayers: executable.inputs.map(layerJson),
    outputLayers: executable.outputs.map(layerJson),
  };
}

function layerJson(layer: Layer): unknown {
  return {
    name: layer.name,
    dataType: layer.dataType,
    y: layer.yDim,
    x: layer.xDim,
    z: layer.zDim,
    tensorBytes: layer.tensorBytes,
    wireBytes: layer.sizeBytes * layer.executionsPerInference,
    zeroPoint: layer.zeroPoint,
    scale: layer.dequantizationFactor,
  };
}

export function describePackage({ file, compiled }: ShownPackage): string {
  const { package: pack } = compiled;
  const { cachedBytes, streamedBytes } = parameterBytes(pack);
  const facts = formatTable({
    rows: [
      ['file', `${file.fileName}, ${formatFileSize(file.bytes.byteLength)}`],
      ['compiler', pack.compilerVersion],
      ['needs runtime', String(pack.minRuntimeVersion)],
      ['cached on chip', formatBytes(cachedBytes)],
      ['streamed per inference', formatBytes(streamedBytes)],
      ['on the CPU', cpuText(compiled)],
    ],
  });
  const executables = formatTable({
    head: ['executable', 'parameters', 'instructions', 'chunks', 'steps', 'token'],
    rows: pack.executables.map((executable) => [
      executable.type,
      formatBytes(executable.parameters.byteLength),
      formatBytes(instructionBytes(executable)),
      String(executable.instructions.length),
      String(executable.hints.length),
      `0x${executable.parameterCachingToken.toString(16)}`,
    ]),
    numeric: [1, 2, 3, 4],
  });
  return [facts, executables, layersText(pack.executables)].join('\n\n');
}

function layersText(executables: readonly Executable[]): string {
  const rows = executables.flatMap((executable) => [
    ...executable.inputs.map((layer) => layerRow('in', layer)),
    ...executable.outputs.map((layer) => layerRow('out', layer)),
  ]);
  return formatTable({ head: ['', 'y × x × z', 'type', 'wire', 'layer'], rows, numeric: [3] });
}

function layerRow(direction: string, layer: Layer): string[] {
  return [
    direction,
    `${layer.yDim} × ${layer.xDim} × ${layer.zDim}`,
    layer.dataType,
    formatBytes(layer.sizeBytes * layer.executionsPerInference),
    layer.name,
  ];
}

function cpuText({ cpuOperators }: CompiledModel): string {
  if (!cpuOperators.length) return 'nothing';
  const kinds = [...new Set(cpuOperators.map(({ kind }) => kind))].join(', ');
  return `${plural(cpuOperators.length, 'operator')}: ${kinds}`;
}
