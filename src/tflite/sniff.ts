// What a file that is not a TensorFlow Lite model looks like, from its first bytes, so that the message can say more
// than "wrong file".

/** "a ZIP archive" and what to do about it. */
export interface FileGuess {
  readonly what: string;
  readonly hint: string;
}

const EXPORT_HINT =
  'Convert the model to TensorFlow Lite with full integer quantisation and open the .tflite file.';

interface Signature extends FileGuess {
  /** Byte values at `at`, or text that the head contains. */
  readonly at?: number;
  readonly bytes?: readonly number[];
  readonly text?: RegExp;
}

// prettier-ignore
const SIGNATURES: readonly Signature[] = [
  { at: 0, bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a ZIP archive', hint: 'Unpack it and open the .tflite file inside (a .keras, .pt or .task file is such an archive too).' },
  { at: 0, bytes: [0x89, 0x48, 0x44, 0x46], what: 'an HDF5 file (Keras .h5)', hint: EXPORT_HINT },
  { at: 0, bytes: [0x1f, 0x8b], what: 'a gzip archive', hint: 'Unpack it and open the .tflite file inside.' },
  { at: 0, bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 archive', hint: 'Unpack it and open the .tflite file inside.' },
  { at: 257, bytes: [0x75, 0x73, 0x74, 0x61, 0x72], what: 'a tar archive', hint: 'Unpack it and open the .tflite file inside.' },
  { at: 0, bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture', hint: 'Choose a .tflite file.' },
  { at: 0, bytes: [0xff, 0xd8, 0xff], what: 'a JPEG picture', hint: 'Choose a .tflite file.' },
  { at: 0, bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', hint: 'Choose a .tflite file.' },
  { at: 0, bytes: [0x7f, 0x45, 0x4c, 0x46], what: 'a program', hint: 'Choose a .tflite file.' },
  { at: 0, bytes: [0x80, 0x02], what: 'a Python pickle (PyTorch checkpoint)', hint: EXPORT_HINT },
  { at: 4, bytes: [0x54, 0x46, 0x4c], what: 'a TensorFlow Lite model of another format version', hint: 'Convert the model again with a current TensorFlow; Reef reads format TFL3.' },
  { at: 4, bytes: [0x44, 0x57, 0x4e, 0x31], what: 'an Edge TPU package without its model', hint: 'Choose the .tflite file that the compiler wrote.' },
  { text: /^version https:\/\/git-lfs/, what: 'a Git LFS pointer, not the file itself', hint: 'Fetch the real file (git lfs pull) and open that.' },
  { text: /^\s*(<!doctype|<html|<\?xml)/i, what: 'a web page', hint: 'The download probably returned an error page. Download the file itself.' },
  { text: /^\s*[{[]/, what: 'a JSON text', hint: EXPORT_HINT },
  { text: /^\{?.{0,8}"__metadata__"/s, what: 'a safetensors file', hint: EXPORT_HINT },
  { text: /(onnx|pytorch\d|ir_version)/, what: 'an ONNX model', hint: EXPORT_HINT },
  { text: /(saved_model|Placeholder|serve|VarHandleOp|NodeDef)/, what: 'a TensorFlow SavedModel or frozen graph (.pb)', hint: EXPORT_HINT },
  { text: /(unsigned char|#include|alignas)/, what: 'C source code', hint: 'Open the .tflite file from which it was made.' },
];

const HEAD_BYTES = 1024;

/** The best guess at a file's kind, or null when its head says nothing. */
export function sniffFile(bytes: Uint8Array): FileGuess | null {
  const head = bytes.subarray(0, HEAD_BYTES);
  const text = String.fromCharCode(...head);
  return SIGNATURES.find((signature) => matches(signature, head, text)) ?? plainText(text);
}

function matches(signature: Signature, head: Uint8Array, text: string): boolean {
  if (signature.text !== undefined) return signature.text.test(text);
  const at = signature.at ?? 0;
  return (signature.bytes ?? []).every((byte, i) => head[at + i] === byte);
}

function plainText(text: string): FileGuess | null {
  if (!/^[\t\n\r\x20-\x7e]+$/.test(text)) return null;
  return { what: 'a plain text', hint: 'Choose a .tflite file.' };
}
