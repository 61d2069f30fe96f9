// What Reef says of dropped files that it does not take. Pure.
import type { Failure } from '../base/index.ts';
import { sniffFile } from '../tflite/index.ts';
import type { FileEnds, LeftOutReason, Recognised } from './dropped-files.ts';

/** What can be dropped, for every answer to something that cannot. */
export const WHAT_REEF_TAKES =
  'a .tflite model, compiled segments with their logs (or a folder of them), the firmware of the accelerators, or a result as a link or JSON';

export const NOTHING_DROPPED: Failure = {
  code: 'app/nothing-dropped',
  message: 'What you dropped holds neither a file nor a text.',
  hint: `Save it on this computer first, then drop the file. Reef takes ${WHAT_REEF_TAKES}.`,
};

export const EMPTY_FOLDER: Failure = {
  code: 'app/folder-empty',
  message: 'This folder holds no file. Hidden ones do not count.',
  hint: `Drop the folder that holds the files, or the files themselves. Reef takes ${WHAT_REEF_TAKES}.`,
};

/** A text or an address that was dropped or pasted. Reef fetches nothing: what it reads is on this computer. */
export const TEXT_WITHOUT_RESULT: Failure = {
  code: 'app/text-without-result',
  message: 'This text holds no result of Reef, which starts with "#v1." in a link.',
  hint: `Copy the whole link, and drop or paste it again. Reef takes ${WHAT_REEF_TAKES}.`,
};

export const ADDRESS_WITHOUT_RESULT: Failure = {
  code: 'app/address-without-result',
  message: 'This address holds no result of Reef, and Reef fetches nothing from other sites.',
  hint: `Save what is there on this computer, then drop the file. Reef takes ${WHAT_REEF_TAKES}.`,
};

/** A zip of segments that Reef wrote for the compiler, dropped as it is. */
export const BUNDLE_DROPPED: Failure = {
  code: 'app/bundle-dropped',
  message: 'This is a bundle of segments as Reef cut them. They are still to be compiled.',
  hint: 'Unpack it, run compile.sh (Linux on x86-64) or compile.ipynb in it, then drop the files of the folder "compiled", or compiled.zip, here.',
};

/** The same as a folder: unpacked already, or written by the command line. */
export const BUNDLE_FOLDER: Failure = {
  ...BUNDLE_DROPPED,
  message: 'This folder holds segments as Reef cut them. They are still to be compiled.',
  hint: 'Run compile.sh (Linux on x86-64) or compile.ipynb in it, then drop the folder again, or the folder "compiled" in it.',
};

export function unreadable(name: string, error: unknown): Failure {
  return {
    code: 'app/file-unreadable',
    message: `"${name}" cannot be read. It was moved or changed since you chose it, or it is no file.`,
    hint: 'Drop it again.',
    details: { error: String(error) },
  };
}

export interface LeftOut {
  readonly file: Recognised & Pick<FileEnds, 'head'>;
  readonly reason: LeftOutReason;
}

/** Why files were left out; where several reasons meet, the one that a person can do most about. */
export function leftOutFailure(leftOut: readonly LeftOut[]): Failure {
  const because = (reason: LeftOutReason): readonly LeftOut[] =>
    leftOut.filter((one) => one.reason === reason);
  const details = { files: leftOut.map(({ file }) => file.name).join(', ') };
  if (because('no-plan').length > 0) {
    return {
      code: 'app/no-plan-for-compiled',
      message:
        'Compiled segments and their logs belong to a plan, and no model is open that has one.',
      hint: 'Open the model that they were cut from first, or drop it together with them.',
      details,
    };
  }
  const [unknown] = because('unknown');
  if (unknown !== undefined) return unknownFailure(unknown.file, details);
  return {
    code: 'app/one-is-enough',
    message: 'Reef takes one firmware and one result at a time; the first of each was taken.',
    hint: 'Drop the others by themselves.',
    details,
  };
}

function unknownFailure(
  { name, head }: LeftOut['file'],
  details: { readonly files: string },
): Failure {
  const guess = sniffFile(head);
  const looks =
    head.length === 0 ? ' It is empty.' : guess === null ? '' : ` It looks like ${guess.what}.`;
  return {
    code: 'app/not-taken',
    message: `"${name}" is nothing that Reef can use.${looks}`,
    hint: `Reef takes ${WHAT_REEF_TAKES}.${conversion(guess?.hint)}`,
    details,
  };
}

/** How a model of another format becomes one of ours; what is no model has no such hint. */
function conversion(hint: string | undefined): string {
  return hint?.startsWith('Convert') ? ` ${hint}` : '';
}
