import type { SegmentCut } from '../types.ts';
import { COMPILED_DIR, compiledNames } from './compile-script.ts';

/**
 * run_pipeline.py: the compiled segments on the vendor's PipelinedModelRunner, for those who deploy without a browser.
 * Runner releases differ in whether tensors are pushed by name or as a list; the script takes both.
 */
export function pipelineScript(cuts: readonly SegmentCut[]): string {
  const names = compiledNames(cuts).map((name) => `    ${JSON.stringify(name)},`);
  return `#!/usr/bin/env python3
"""Runs the compiled segments as a pipeline, one Edge TPU a segment, and prints the throughput.

Needs pycoral and numpy (https://coral.ai/docs/edgetpu/pipeline/) and as many Edge TPUs as there are segments.
"""

import argparse
import pathlib
import threading
import time

import numpy as np

SEGMENTS = [
${names.join('\n')}
]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--models', type=pathlib.Path, metavar='DIR',
                        default=pathlib.Path(__file__).resolve().parent / '${COMPILED_DIR}',
                        help='folder of the compiled segments (default: ${COMPILED_DIR}, beside this script)')
    parser.add_argument('--devices', nargs='+', metavar='DEVICE',
                        help='one a segment, such as usb:0 or pci:1 (default: those that are found)')
    parser.add_argument('--input', type=pathlib.Path, action='append', default=[], metavar='FILE',
                        help='.npy or raw bytes for an input tensor, once for each (default: random values)')
    parser.add_argument('--count', type=int, default=100, help='inferences to time (default: %(default)s)')
    parser.add_argument('--warm-up', type=int, default=5, help='inferences before (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=1, help='of the random values (default: %(default)s)')
    parser.add_argument('--output', type=pathlib.Path, metavar='FILE',
                        help='keeps the outputs of the last inference (.npz)')
    arguments = parser.parse_args()
    if arguments.count < 1 or arguments.warm_up < 0:
        parser.error('--count must be at least 1, --warm-up at least 0')
    return arguments


def find_devices(count):
    from pycoral.utils.edgetpu import list_edge_tpus

    found = []
    numbers = {'pci': 0, 'usb': 0}
    for device in list_edge_tpus():
        kind = device['type']
        if kind in numbers:
            found.append('%s:%d' % (kind, numbers[kind]))
            numbers[kind] += 1
    if len(found) < count:
        raise SystemExit('%d Edge TPUs are needed, %d are there.' % (count, len(found)))
    return found[:count]


def make_runner(folder, devices):
    from pycoral.pipeline.pipelined_model_runner import PipelinedModelRunner
    from pycoral.utils.edgetpu import make_interpreter

    if len(devices) != len(SEGMENTS):
        raise SystemExit('%d devices are needed, %d are given.' % (len(SEGMENTS), len(devices)))
    interpreters = []
    for name, device in zip(SEGMENTS, devices):
        path = folder / name
        if not path.exists():
            raise SystemExit('%s is missing: compile the segments first.' % path)
        interpreter = make_interpreter(str(path), device=device)
        interpreter.allocate_tensors()
        interpreters.append(interpreter)
    return PipelinedModelRunner(interpreters), interpreters


def make_inputs(details, files, seed):
    generator = np.random.default_rng(seed)
    tensors = {}
    for index, detail in enumerate(details):
        shape, dtype = tuple(detail['shape']), detail['dtype']
        if index < len(files):
            tensors[detail['name']] = read_input(files[index], shape, dtype)
        elif np.issubdtype(dtype, np.integer):
            limits = np.iinfo(dtype)
            tensors[detail['name']] = generator.integers(limits.min, limits.max, shape, dtype, endpoint=True)
        else:
            tensors[detail['name']] = generator.random(shape).astype(dtype)
    return tensors


def read_input(path, shape, dtype):
    if path.suffix == '.npy':
        values = np.load(path)
    else:
        values = np.frombuffer(path.read_bytes(), dtype=dtype)
    if values.size != int(np.prod(shape)):
        raise SystemExit('%s holds %d values, the input needs %d.' % (path, values.size, int(np.prod(shape))))
    return np.ascontiguousarray(values.reshape(shape).astype(dtype))


def push(runner, tensors):
    """Pushes by name, or as a list where the installed release wants that; nothing ends the pipeline."""
    try:
        return runner.push(tensors)
    except (TypeError, ValueError):
        return runner.push(list(tensors.values()))


def run(runner, tensors, warm_up, count):
    def produce():
        for _ in range(warm_up + count):
            push(runner, tensors)
        push(runner, {})

    # A short queue, so that the pipeline and not the queue holds the work.
    runner.set_input_queue_size(2)
    producer = threading.Thread(target=produce)
    times = []
    result = None
    producer.start()
    while True:
        popped = runner.pop()
        if not popped:
            break
        times.append(time.perf_counter())
        result = popped
    producer.join()
    return times, result


def report(times, warm_up, count):
    if len(times) < warm_up + count:
        raise SystemExit('The pipeline ended after %d of %d inferences.' % (len(times), warm_up + count))
    measured = times[max(warm_up - 1, 0):]
    intervals = np.diff(measured) * 1000
    if len(intervals) == 0:
        print('One inference is too few to tell the throughput; use --count.')
        return
    print('Measured over %d inferences on %d Edge TPUs:' % (len(intervals), len(SEGMENTS)))
    print('  throughput          %8.1f inferences per second' % (1000 / intervals.mean()))
    print('  time per inference  %8.2f ms (median %.2f, 95th percentile %.2f)'
          % (intervals.mean(), np.percentile(intervals, 50), np.percentile(intervals, 95)))


def main():
    arguments = parse_arguments()
    devices = arguments.devices or find_devices(len(SEGMENTS))
    runner, interpreters = make_runner(arguments.models, devices)
    tensors = make_inputs(interpreters[0].get_input_details(), arguments.input, arguments.seed)
    times, result = run(runner, tensors, arguments.warm_up, arguments.count)
    report(times, arguments.warm_up, arguments.count)
    if arguments.output is not None:
        if not isinstance(result, dict):
            details = interpreters[-1].get_output_details()
            result = {detail['name']: value for detail, value in zip(details, result)}
        np.savez(arguments.output, **{name.replace('/', '_'): value for name, value in result.items()})


if __name__ == '__main__':
    main()
`;
}
