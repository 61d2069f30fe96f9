// Files out of a zip that may be meant to do harm. Only the directory and the files that are wanted are read; the browser
// inflates them beside this thread, and whatever the directory claims, what comes out is counted as it comes.

export interface ZipEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly packedBytes: number;
  /** What the directory says; it need not be true. */
  readonly claimedBytes: number;
  readonly headerAt: number;
}

/** It holds more than the limits allow; nothing of it is kept. */
export class TooLargeError extends Error {}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const FILE_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const FILE_HEADER_BYTES = 30;
/** The end stands behind everything but a comment of this length at most. */
const MAX_COMMENT_BYTES = 0xffff;
const MAX_NAME_BYTES = 1024;
/** What is kept in memory while a file is unpacked; the browser may keep the rest elsewhere. */
const MAX_HELD_BYTES = 8 << 20;
/** What goes in at once: one byte may become 1,032, and all that becomes of a piece is held until it is read. */
const PIECE_BYTES = 32 << 10;
/** Flag of encrypted entries, and the two ways of packing that are in use. */
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

/**
 * Lists what is in a zip, from the directory at its end. Throws where that is damaged, and `TooLargeError` where there are
 * too many entries. Zips over 4 GB and encrypted entries are not read.
 */
export async function listZip(archive: Blob, maxEntries: number): Promise<readonly ZipEntry[]> {
  const tail = await viewOf(
    archive.slice(Math.max(0, archive.size - MAX_COMMENT_BYTES - END_BYTES)),
  );
  let endAt = tail.byteLength - END_BYTES;
  while (endAt >= 0 && tail.getUint32(endAt, true) !== END_SIGNATURE) endAt--;
  if (endAt < 0) throw new Error('The directory of the archive is missing.');
  const count = tail.getUint16(endAt + 10, true);
  if (count > maxEntries) throw new TooLargeError();
  const start = tail.getUint32(endAt + 16, true);
  const bytes = Math.min(
    tail.getUint32(endAt + 12, true),
    // Comments and extra fields may follow each name.
    count * (ENTRY_BYTES + MAX_NAME_BYTES + 2 * MAX_COMMENT_BYTES),
  );
  return readDirectory(await viewOf(archive.slice(start, start + bytes)), count);
}

function readDirectory(view: DataView, count: number): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== ENTRY_SIGNATURE) throw new Error('Its directory is damaged.');
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(
      new Uint8Array(view.buffer, view.byteOffset + at + ENTRY_BYTES, nameBytes),
    );
    const isReadable =
      (flags & ENCRYPTED) === 0 &&
      nameBytes <= MAX_NAME_BYTES &&
      (method === STORED || method === DEFLATED);
    if (isReadable) {
      entries.push({
        name,
        isDeflated: method === DEFLATED,
        packedBytes: view.getUint32(at + 20, true),
        claimedBytes: view.getUint32(at + 24, true),
        headerAt: view.getUint32(at + 42, true),
      });
    }
    at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Unpacks entries, in order. Throws where one is damaged, and `TooLargeError` once more comes out than is allowed. */
export async function unzipEntries(
  archive: Blob,
  entries: readonly ZipEntry[],
  maxBytes: number,
): Promise<readonly Blob[]> {
  const claimedBytes = entries.reduce((sum, entry) => sum + entry.claimedBytes, 0);
  if (claimedBytes > maxBytes) throw new TooLargeError();
  const contents: Blob[] = [];
  let roomBytes = maxBytes;
  for (const entry of entries) {
    const content = await unzipEntry(archive, entry, roomBytes);
    roomBytes -= content.size;
    contents.push(content);
  }
  return contents;
}

async function unzipEntry(archive: Blob, entry: ZipEntry, roomBytes: number): Promise<Blob> {
  const { headerAt, packedBytes, isDeflated } = entry;
  const header = await viewOf(archive.slice(headerAt, headerAt + FILE_HEADER_BYTES));
  if (header.getUint32(0, true) !== FILE_SIGNATURE) throw new Error('A file in it is damaged.');
  const start =
    headerAt + FILE_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = archive.slice(start, start + packedBytes);
  if (packed.size > roomBytes) throw new TooLargeError();
  if (!isDeflated) return packed;
  const blobs: Blob[] = [];
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let heldBytes = 0;
  const reader = piecesOf(packed).pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > roomBytes) {
      await reader.cancel();
      throw new TooLargeError();
    }
    parts.push(read.value);
    heldBytes += read.value.length;
    if (heldBytes < MAX_HELD_BYTES) continue;
    blobs.push(new Blob(parts));
    parts = [];
    heldBytes = 0;
  }
  return new Blob([...blobs, ...parts]);
}

/** A blob's own stream gives pieces of megabytes, which a bomb would turn into gigabytes at once. */
function piecesOf(packed: Blob): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        if (at >= packed.size) {
          controller.close();
          return;
        }
        const piece = packed.slice(at, at + PIECE_BYTES);
        at += PIECE_BYTES;
        controller.enqueue(new Uint8Array(await piece.arrayBuffer()));
      },
    },
    { highWaterMark: 0 },
  );
}

async function viewOf(part: Blob): Promise<DataView> {
  return new DataView(await part.arrayBuffer());
}
