// Small quantised networks drawn from a seed: branches, skips over several operators, several inputs and outputs, and
// operators with parameters of their own or none.
import { buildModel } from './build-model.ts';
import type { OperatorSpec, TensorSpec } from './model-spec.ts';

type Shape = readonly [height: number, width: number, channels: number];
type Fields = NonNullable<OperatorSpec['fields']>;

interface Value {
  readonly tensor: number;
  readonly shape: Shape;
}

interface Step {
  readonly inputs: readonly number[];
  readonly shape: Shape;
  readonly options?: string;
  readonly fields?: Fields;
  readonly scale?: number;
  readonly rank?: 2 | 4;
}

const SAME = 0;
const ACTIVATIONS = [0, 1, 3];
const MOST_CHANNELS = 24;

/** The file of the network that belongs to `seed`, with 4 to 24 operators before its outputs. */
export function randomNetwork(seed: number): Uint8Array<ArrayBuffer> {
  return new NetworkWriter(seed).write();
}

class NetworkWriter {
  readonly #tensors: TensorSpec[] = [];
  readonly #operators: OperatorSpec[] = [];
  readonly #values: Value[] = [];
  readonly #used = new Set<number>();
  readonly #type: 'INT8' | 'UINT8';
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    this.#type = this.#pick(['INT8', 'UINT8']);
  }

  write(): Uint8Array<ArrayBuffer> {
    const inputs = Array.from({ length: this.#below(3) === 0 ? 2 : 1 }, () => {
      const size = 4 + 2 * this.#below(5);
      return this.#activation([size, size, 1 + this.#below(8)]);
    });
    // Convolutions alone read them: where the first operator is none of an Edge TPU's, nothing runs on one.
    this.#values.length = 0;
    for (const input of inputs) this.#convolution(input);
    const count = 4 + this.#below(21);
    while (this.#operators.length < count) this.#addOperator();
    // What nobody reads is an output; every second network ends in a classifier besides.
    if (this.#below(2) === 0) this.#addClassifier();
    const outputs = this.#values.filter(({ tensor }) => !this.#used.has(tensor));
    return buildModel({
      tensors: this.#tensors,
      operators: this.#operators,
      inputs: inputs.map(({ tensor }) => tensor),
      outputs: outputs.map(({ tensor }) => tensor),
    });
  }

  #addOperator(): void {
    // Mostly the newest value, so that networks grow deep; sometimes any, which makes branches and skips.
    const from = this.#below(3) === 0 ? this.#pick(this.#values) : this.#newest();
    const twin = this.#pick(this.#values.filter(({ shape }) => shape.join() === from.shape.join()));
    const beside = this.#pick(
      this.#values.filter(({ shape: [y, x] }) => y === from.shape[0] && x === from.shape[1]),
    );
    const makers = [
      () => this.#convolution(from),
      () => this.#convolution(from),
      () => this.#depthwise(from),
      () => this.#elementwise('ADD', 'Add', from, twin),
      () => this.#elementwise('MUL', 'Mul', from, twin),
      () => this.#concatenation(from, beside),
      () => this.#pool(from),
      () => this.#pad(from),
      () => this.#elementwise('SUB', 'Sub', from, twin),
      () => this.#unary('LOGISTIC', from, { scale: 1 / 256 }),
      () => this.#unary('RELU', from, { scale: this.#scaleOf(from) }),
      // No operators of an Edge TPU: the compiler stops here, and the rest runs on the CPU.
      () => this.#unary('HARD_SWISH', from, { options: 'HardSwish' }),
      () => this.#unary('LEAKY_RELU', from, { options: 'LeakyRelu', fields: { alpha: 0.1 } }),
      () => this.#spaceToDepth(from),
      () => this.#resize(from),
    ];
    this.#pick(makers)();
  }

  #convolution(from: Value): Value {
    const [height, width, channels] = from.shape;
    const kernel = this.#pick([1, 3]);
    const stride = Math.min(height, width) > 3 ? this.#pick([1, 1, 2]) : 1;
    const filters = 1 + this.#below(MOST_CHANNELS);
    return this.#operator('CONV_2D', {
      inputs: [from.tensor, ...this.#weights(from, [filters, kernel, kernel, channels], 0)],
      shape: [Math.ceil(height / stride), Math.ceil(width / stride), filters],
      options: 'Conv2D',
      fields: { padding: SAME, strideW: stride, strideH: stride, ...this.#activationField() },
    });
  }

  #depthwise(from: Value): Value {
    const steps = { padding: SAME, strideW: 1, strideH: 1, depthMultiplier: 1 };
    return this.#operator('DEPTHWISE_CONV_2D', {
      inputs: [from.tensor, ...this.#weights(from, [1, 3, 3, from.shape[2]], 3)],
      shape: from.shape,
      options: 'DepthwiseConv2D',
      fields: { ...steps, ...this.#activationField() },
    });
  }

  #elementwise(kind: string, options: string, from: Value, twin: Value): Value {
    const inputs = [from.tensor, twin.tensor];
    const fields = this.#activationField();
    return this.#operator(kind, { inputs, shape: from.shape, options, fields });
  }

  #concatenation(from: Value, beside: Value): Value {
    const [height, width, channels] = from.shape;
    const both = channels + beside.shape[2];
    const scale = this.#scaleOf(from);
    if (both > 2 * MOST_CHANNELS || scale !== this.#scaleOf(beside)) return this.#convolution(from);
    return this.#operator('CONCATENATION', {
      inputs: [from.tensor, beside.tensor],
      shape: [height, width, both],
      options: 'Concatenation',
      fields: { axis: 3 },
      scale,
    });
  }

  #pool(from: Value): Value {
    const [height, width, channels] = from.shape;
    if (Math.min(height, width) < 2) return this.#convolution(from);
    const stride = this.#pick([1, 2]);
    return this.#operator(this.#pick(['MAX_POOL_2D', 'AVERAGE_POOL_2D']), {
      inputs: [from.tensor],
      shape: [Math.ceil(height / stride), Math.ceil(width / stride), channels],
      options: 'Pool2D',
      fields: { padding: SAME, filterW: 2, filterH: 2, strideW: stride, strideH: stride },
      scale: this.#scaleOf(from),
    });
  }

  #pad(from: Value): Value {
    const [height, width, channels] = from.shape;
    const amounts = this.#constant([4, 2], [0, 0, 1, 1, 1, 0, 0, 0]);
    return this.#operator('PAD', {
      inputs: [from.tensor, amounts],
      shape: [height + 2, width + 1, channels],
      options: 'Pad',
      scale: this.#scaleOf(from),
    });
  }

  #unary(kind: string, from: Value, rest: Omit<Step, 'inputs' | 'shape'>): Value {
    return this.#operator(kind, { inputs: [from.tensor], shape: from.shape, ...rest });
  }

  #spaceToDepth(from: Value): Value {
    const [height, width, channels] = from.shape;
    if (height % 2 || width % 2 || channels > MOST_CHANNELS) return this.#depthwise(from);
    return this.#operator('SPACE_TO_DEPTH', {
      inputs: [from.tensor],
      shape: [height / 2, width / 2, channels * 4],
      options: 'SpaceToDepth',
      fields: { blockSize: 2 },
      scale: this.#scaleOf(from),
    });
  }

  #resize(from: Value): Value {
    const [height, width, channels] = from.shape;
    if (height * width > 100) return this.#convolution(from);
    const size = this.#constant([2], [height * 2, width * 2]);
    return this.#operator('RESIZE_BILINEAR', {
      inputs: [from.tensor, size],
      shape: [height * 2, width * 2, channels],
      options: 'ResizeBilinear',
      scale: this.#scaleOf(from),
    });
  }

  /** Tensors without height and width: nothing but the classifier reads them, and it comes last. */
  #addClassifier(): void {
    const from = this.#newest();
    const flat = (channels: number) => ({ shape: [1, 1, channels], rank: 2 }) as const;
    const mean = this.#operator('MEAN', {
      inputs: [from.tensor, this.#constant([2], [1, 2])],
      ...flat(from.shape[2]),
      options: 'Reducer',
    });
    const classes = 2 + this.#below(30);
    const dense = this.#operator('FULLY_CONNECTED', {
      inputs: [mean.tensor, ...this.#weights(mean, [classes, from.shape[2]], null)],
      ...flat(classes),
      options: 'FullyConnected',
    });
    this.#operator('SOFTMAX', {
      inputs: [dense.tensor],
      ...flat(classes),
      options: 'Softmax',
      fields: { beta: 1 },
      scale: 1 / 256,
    });
  }

  /** Kernel and bias; of a scale for each place along `axis` where the element type has that. */
  #weights(from: Value, shape: readonly number[], axis: number | null): number[] {
    const count = shape[axis ?? 0] ?? 1;
    const differs = axis !== null && this.#type === 'INT8' && this.#below(2) === 0;
    const size = shape.reduce((product, one) => product * one, 1);
    const scales = Array.from({ length: differs ? count : 1 }, () => 0.01 + this.#next() / 50);
    const kernel = this.#add({
      name: `weights ${String(this.#tensors.length)}`,
      type: this.#type,
      shape,
      data: Uint8Array.from({ length: size }, () => this.#below(256)),
      scales,
      zeroPoints: scales.map(() => (this.#type === 'UINT8' ? 128 : 0)),
      quantizedDimension: axis ?? 0,
    });
    const bias = Int32Array.from({ length: count }, () => this.#below(2000) - 1000);
    const biasTensor = this.#add({
      name: `bias ${String(this.#tensors.length)}`,
      type: 'INT32',
      shape: [count],
      data: new Uint8Array(bias.buffer),
      scales: scales.map((scale) => scale * this.#scaleOf(from)),
      zeroPoints: scales.map(() => 0),
    });
    return [kernel, biasTensor];
  }

  /** An operator and the activation that it makes. */
  #operator(kind: string, { inputs, shape, options, fields, scale, rank }: Step): Value {
    for (const input of inputs) this.#used.add(input);
    const made = this.#activation(shape, scale, rank);
    const table = options === undefined ? {} : { options, fields: fields ?? {} };
    this.#operators.push({ kind, inputs, outputs: [made.tensor], ...table });
    return made;
  }

  #activation(shape: Shape, scale = 0.5, rank = 4): Value {
    const isLimited = scale < 0.01;
    const zeroPoint = this.#type === 'INT8' ? (isLimited ? -128 : 0) : isLimited ? 0 : 128;
    const tensor = this.#add({
      name: `tensor ${String(this.#tensors.length)}`,
      type: this.#type,
      shape: rank === 2 ? [1, shape[2]] : [1, ...shape],
      scales: [scale],
      zeroPoints: [zeroPoint],
    });
    const value = { tensor, shape };
    this.#values.push(value);
    return value;
  }

  #constant(shape: readonly number[], values: readonly number[]): number {
    const data = new Uint8Array(Int32Array.from(values).buffer);
    return this.#add({
      name: `constant ${String(this.#tensors.length)}`,
      type: 'INT32',
      shape,
      data,
    });
  }

  #add(tensor: TensorSpec): number {
    this.#tensors.push(tensor);
    return this.#tensors.length - 1;
  }

  #scaleOf({ tensor }: Value): number {
    return this.#tensors[tensor]?.scales?.[0] ?? 0.5;
  }

  #activationField(): Fields {
    return { activation: this.#pick(ACTIVATIONS) };
  }

  #newest(): Value {
    const newest = this.#values.at(-1);
    if (newest === undefined) throw new Error('There is nothing yet.');
    return newest;
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }

  #below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  /** From 0 up to 1; good enough for drawing shapes. */
  #next(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }
}
