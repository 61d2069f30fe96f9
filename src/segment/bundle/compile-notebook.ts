// compile.ipynb: for those whose computer cannot run the vendor's compiler. A hosted notebook is Linux on x86-64; this
// one takes the bundle, installs the compiler from the vendor's package archive, and hands the compiled files back.

import type { SegmentCut } from '../types.ts';
import { COMPILED_DIR } from './compile-script.ts';

interface Cell {
  readonly cell_type: 'markdown' | 'code';
  readonly source: string;
}

/** compile.ipynb as text: notebook format 4.5. */
export function compileNotebook(cuts: readonly SegmentCut[]): string {
  const names = cuts.map(({ fileName }) => fileName);
  const cells = [
    { cell_type: 'markdown', source: introduction(names) },
    { cell_type: 'code', source: UPLOAD },
    { cell_type: 'code', source: INSTALL },
    { cell_type: 'code', source: compile(names) },
    { cell_type: 'code', source: DOWNLOAD },
  ] as const satisfies readonly Cell[];
  const notebook = {
    cells: cells.map(writeCell),
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function writeCell({ cell_type, source }: Cell, index: number): Readonly<Record<string, unknown>> {
  const lines = source.split('\n').map((line, i, all) => (i < all.length - 1 ? `${line}\n` : line));
  const cell = { cell_type, id: `reef-${index}`, metadata: {}, source: lines };
  return cell_type === 'code' ? { ...cell, execution_count: null, outputs: [] } : cell;
}

function introduction(names: readonly string[]): string {
  return `# Compile the segments for the Edge TPU

Run the cells from top to bottom on a hosted notebook (any Linux on x86-64 will do). The first asks for the bundle
(the zip file in which this notebook came) or for its segment files; the last gives back \`${COMPILED_DIR}.zip\`.

Segments: ${names.map((name) => `\`${name}\``).join(', ')}`;
}

const UPLOAD = `import pathlib, zipfile

try:
    from google.colab import files
    for name, data in files.upload().items():
        pathlib.Path(name).write_bytes(data)
except ImportError:
    print('Not on Colab: using the files beside this notebook.')

for archive in pathlib.Path('.').glob('*.zip'):
    if archive.name != '${COMPILED_DIR}.zip':
        with zipfile.ZipFile(archive) as bundle:
            bundle.extractall('.')`;

const INSTALL = `%%bash
set -e
if ! command -v edgetpu_compiler > /dev/null; then
  sudo mkdir -p /etc/apt/keyrings
  curl -fsSL https://packages.cloud.google.com/apt/doc/apt-key.gpg | sudo gpg --yes --dearmor -o /etc/apt/keyrings/coral-edgetpu.gpg
  echo 'deb [signed-by=/etc/apt/keyrings/coral-edgetpu.gpg] https://packages.cloud.google.com/apt coral-edgetpu-stable main' | sudo tee /etc/apt/sources.list.d/coral-edgetpu.list
  sudo apt-get update
  sudo apt-get install -y edgetpu-compiler
fi
edgetpu_compiler --version`;

function compile(names: readonly string[]): string {
  return `import pathlib, subprocess

SEGMENTS = [
${names.map((name) => `    ${JSON.stringify(name)},`).join('\n')}
]

out = pathlib.Path('${COMPILED_DIR}')
out.mkdir(exist_ok=True)
failed = []
for segment in SEGMENTS:
    stem = segment[:-len('.tflite')]
    compiled = out / (stem + '_edgetpu.tflite')
    compiled.unlink(missing_ok=True)
    run = subprocess.run(['edgetpu_compiler', '-s', '-o', str(out), segment],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    (out / (stem + '_compiler.log')).write_text(run.stdout)
    print(run.stdout)
    if run.returncode != 0 or not compiled.exists() or 'Compilation failed' in run.stdout:
        failed.append(segment)
print('Failed: ' + ', '.join(failed) if failed else 'All segments are compiled.')`;
}

const DOWNLOAD = `import shutil

archive = shutil.make_archive('${COMPILED_DIR}', 'zip', '${COMPILED_DIR}')
try:
    from google.colab import files
    files.download(archive)
except ImportError:
    print('Compiled files:', archive)`;
