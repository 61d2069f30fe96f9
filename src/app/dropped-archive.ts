// A zip that was dropped: compiled segments (the notebook hands them back in one), or one of the bundles that Reef wrote,
// which still have to be compiled. Loaded with the code that takes dropped files.
import { fail, ok, type Result } from '../base/index.ts';
import { BUNDLE_DROPPED, unreadable, WHAT_REEF_TAKES } from './dropped-words.ts';
import { listZip, TooLargeError, unzipEntries } from './unzip-files.ts';

/** More than this is no archive of ours; nothing of it is kept. */
const MAX_ENTRIES = 256;
const MAX_UNPACKED_BYTES = 1 << 28;
/** What may be in it for Reef; the bundle's own scripts and texts are not. */
const WANTED = /\.(tflite|log)$/i;
const COMPILED = /_edgetpu\.tflite$/i;
const BUNDLE_FILE = /(^|\/)(plan\.json|compile\.sh)$/;

/** The files in a zip that Reef can use. Fails where there is none, and with what to do for a bundle. */
export async function unpackArchive(archive: File): Promise<Result<readonly File[]>> {
  try {
    const entries = await listZip(archive, MAX_ENTRIES);
    const isCompiled = entries.some(({ name }) => COMPILED.test(name));
    if (!isCompiled && entries.some(({ name }) => BUNDLE_FILE.test(name))) {
      return fail(BUNDLE_DROPPED);
    }
    const wanted = entries.filter(({ name }) => (isCompiled ? isOutput(name) : WANTED.test(name)));
    if (wanted.length === 0) return nothingInside(archive);
    const contents = await unzipEntries(archive, wanted, MAX_UNPACKED_BYTES);
    return ok(
      contents.map((content, index) => {
        const name = wanted[index]?.name ?? '';
        return new File([content], name.split('/').pop() ?? name);
      }),
    );
  } catch (error) {
    return error instanceof TooLargeError
      ? tooLarge(archive)
      : fail(unreadable(archive.name, error));
  }
}

/** Beside compiled segments, those that they were compiled from are of no use. */
function isOutput(name: string): boolean {
  return COMPILED.test(name) || /\.log$/i.test(name);
}

function nothingInside({ name }: File): Result<never> {
  return fail({
    code: 'app/archive-of-others',
    message: `"${name}" holds neither a model nor compiled segments.`,
    hint: `Reef takes ${WHAT_REEF_TAKES}.`,
  });
}

function tooLarge({ name }: File): Result<never> {
  return fail({
    code: 'app/archive-too-large',
    message: `"${name}" holds more than Reef unpacks.`,
    hint: 'Unpack it, and drop the compiled files or the model that you want.',
  });
}
