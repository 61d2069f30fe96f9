// `npm run firmware -- FILE`: takes the accelerator's firmware out of FILE (the bare image, or a driver library that
// contains it) and puts it where the page finds it on its own origin. Not kept in git: it is not ours to distribute.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extractFirmware } from '../src/usb/index.ts';

const TARGET = path.resolve('public/firmware/apex_latest_single_ep.bin');

const [file] = process.argv.slice(2);
if (file === undefined) stop('usage: npm run firmware -- FILE', 2);
const image = await extractFirmware(readChecked(file));
if (!image.ok) stop(`${image.failure.message} ${image.failure.hint ?? ''}`, 1);
mkdirSync(path.dirname(TARGET), { recursive: true });
writeFileSync(TARGET, image.value);
console.log(`${path.relative(process.cwd(), TARGET)}: ${image.value.byteLength} bytes`);

function readChecked(name: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(name));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    stop(`"${name}" cannot be read (${reason}). Check the path.`, 1);
  }
}

function stop(message: string, status: number): never {
  console.error(message);
  process.exit(status);
}
