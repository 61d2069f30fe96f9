import { compiledFileName } from '../file-names.ts';
import type { SegmentCut } from '../types.ts';

/** Folder that both ways of compiling write to. */
export const COMPILED_DIR = 'compiled';

/** Name of the file in which the compiler's printed output is kept. */
export function compilerLogName(fileName: string): string {
  return fileName.replace(/\.tflite$/, '_compiler.log');
}

/**
 * compile.sh: runs the vendor's compiler on every segment (Linux on x86-64). The compiler's exit status is not
 * documented, so a missing output or its "Compilation failed" count as failure too (edgetpu-compiler.md j).
 */
export function compileScript(cuts: readonly SegmentCut[]): string {
  const segments = cuts.map(({ fileName }) => `  ${shellQuote(fileName)}`).join(' \\\n');
  return `#!/bin/sh
# Compiles every segment for the Edge TPU with Google's compiler, which runs on Linux on x86-64 only.
# Elsewhere use compile.ipynb. Options given here are passed on to the compiler, for instance: sh compile.sh -t 600
set -u
cd "$(dirname "$0")" || exit 1

if ! command -v edgetpu_compiler > /dev/null 2>&1; then
  echo 'edgetpu_compiler is not installed. On Debian or Ubuntu (x86-64), see' >&2
  echo 'https://coral.ai/docs/edgetpu/compiler/#download or use compile.ipynb.' >&2
  exit 1
fi

mkdir -p ${COMPILED_DIR}
failed=0
for segment in \\
${segments}
do
  name="\${segment%.tflite}"
  output="${COMPILED_DIR}/\${name}_edgetpu.tflite"
  log="${COMPILED_DIR}/\${name}_compiler.log"
  rm -f "$output"
  echo "Compiling $segment"
  # One segment a run: the cuts are made already, so --num_segments is not wanted.
  edgetpu_compiler "$@" -s -o ${COMPILED_DIR} "$segment" > "$log" 2>&1
  status=$?
  if [ "$status" -ne 0 ] || [ ! -f "$output" ] || grep -q 'Compilation failed' "$log"; then
    echo "  failed, see $log" >&2
    failed=1
  else
    grep -E '^(On-chip|Off-chip) memory' "$log" | sed 's/^/  /'
  fi
done

if [ "$failed" -ne 0 ]; then
  echo 'Some segments did not compile.' >&2
  exit 1
fi
echo 'All segments are compiled: see the folder ${COMPILED_DIR}.'
echo 'Drop its files back on Reef, or run them with run_pipeline.py.'
`;
}

/** Compiled file names, in pipeline order. */
export function compiledNames(cuts: readonly SegmentCut[]): readonly string[] {
  return cuts.map(({ fileName }) => compiledFileName(fileName));
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
