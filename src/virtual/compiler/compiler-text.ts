// What the vendor's compiler would print and log (edgetpu-compiler.md j), for a stand-in with the same command line.
import type { Costs, OperatorCost } from '../../edgetpu/index.ts';
import type { VirtualCompilation } from './compile.ts';

const VERSION_LINE = 'Edge TPU Compiler version 16.0.384591198';
const KIND_COLUMN = 31;
const COUNT_COLUMN = 11;

export interface CompiledNames {
  readonly input: string;
  readonly output: string;
  readonly log: string;
  readonly inputBytes: number;
}

/** Standard output of one successful compilation. */
export function compilerText(compilation: VirtualCompilation, names: CompiledNames): string {
  const { costs } = compilation;
  const onCpu = costs.operators.filter((cost) => !cost.runsOnEdgeTpu).length;
  const cpuParagraph = [
    'Model successfully compiled but not all operations are supported by the Edge TPU. A percentage of the model will instead run on the CPU, which is slower.',
    `Number of operations that will run on Edge TPU: ${costs.operators.length - onCpu}`,
    `Number of operations that will run on CPU: ${onCpu}`,
    'See the operation log file for individual operation details.',
  ];
  return [
    VERSION_LINE,
    'Started a compilation timeout timer of 180 seconds.',
    '',
    'Model compiled successfully in 1 ms.',
    '',
    `Input model: ${names.input}`,
    `Input size: ${sizeText(names.inputBytes)}`,
    `Output model: ${names.output}`,
    `Output size: ${sizeText(compilation.bytes.length)}`,
    `On-chip memory used for caching model parameters: ${sizeText(compilation.onChipBytes)}`,
    `On-chip memory remaining for caching model parameters: ${sizeText(compilation.remainingBytes)}`,
    `Off-chip memory used for streaming uncached model parameters: ${sizeText(compilation.streamedBytes)}`,
    'Number of Edge TPU subgraphs: 1',
    `Total number of operations: ${costs.operators.length}`,
    `Operation log: ${names.log}`,
    '',
    ...(onCpu > 0 ? cpuParagraph : []),
    'Compilation child process completed within timeout period.',
    'Compilation succeeded! ',
    '',
  ].join('\n');
}

/** The `_edgetpu.log` beside a compiled file. */
export function operationLogText(costs: Costs, names: CompiledNames): string {
  const rows = new Map<string, number>();
  for (const cost of costs.operators) {
    const row = `${cost.kind}\n${statusOf(cost)}`;
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  return [
    VERSION_LINE,
    `Input: ${names.input}`,
    `Output: ${names.output}`,
    '',
    `${'Operator'.padEnd(KIND_COLUMN)}${'Count'.padEnd(COUNT_COLUMN)}Status`,
    '',
    ...[...rows].map(([row, count]) => {
      const [kind = '', status = ''] = row.split('\n');
      return `${kind.padEnd(KIND_COLUMN)}${String(count).padEnd(COUNT_COLUMN)}${status}`;
    }),
    '',
  ].join('\n');
}

function statusOf({ refusal, kind }: OperatorCost): string {
  if (refusal === null) return 'Mapped to Edge TPU';
  if (refusal.kind === 'after-refused') {
    return 'Operation is otherwise supported, but not mapped due to some unspecified limitation';
  }
  return kind === 'CUSTOM'
    ? 'Operation is working on an unsupported data type'
    : 'Operation not supported';
}

/** Two decimals and a unit, no space, as the compiler prints sizes. */
function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes.toFixed(2)}B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(2)}KiB`;
  return `${(bytes / 1024 / 1024).toFixed(2)}MiB`;
}
