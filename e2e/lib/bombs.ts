// Small files that grow large when they are unpacked.
import zlib from 'node:zlib';

const MIB = 1024 * 1024;

/** Raw deflated zeros: 64 MiB a piece, in some 65 kB. */
export function deflatedZeros(mib: number): Buffer {
  const pieceMib = Math.min(mib, 64);
  const piece = zlib.deflateRawSync(Buffer.alloc(pieceMib * MIB), {
    level: 9,
    finishFlush: zlib.constants.Z_SYNC_FLUSH,
  });
  const end = Buffer.from([3, 0]);
  return Buffer.concat([...Array.from({ length: mib / pieceMib }, () => piece), end]);
}

/** A zip with one deflated file in it, whose directory claims a size of its own. */
export function zipOf(name: string, packed: Buffer, claimedBytes: number): Buffer {
  const nameBytes = Buffer.from(name);
  const sizes = (into: Buffer, at: number): void => {
    into.writeUInt16LE(8, at);
    into.writeUInt32LE(packed.length, at + 10);
    into.writeUInt32LE(claimedBytes, at + 14);
    into.writeUInt16LE(nameBytes.length, at + 18);
  };
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  sizes(local, 8);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  sizes(entry, 10);
  const start = local.length + nameBytes.length + packed.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + nameBytes.length, 12);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([local, nameBytes, packed, entry, nameBytes, end]);
}
