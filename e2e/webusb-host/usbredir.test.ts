// Framing alone: needs neither browser nor Linux.
import { expect, test } from '@playwright/test';
import { patternBytes } from './page/pattern.ts';
import { encodeHello, encodePacket, PacketReader, REDIR } from './usbredir.ts';

const PAYLOADS = [0, 1, 15, 16, 17, 3000].map((length) => patternBytes(length, length));

test('packets come out whole, however the stream is cut', () => {
  const stream = Buffer.concat([
    ...encodePacket(REDIR.hello, 0n, [encodeHello()]),
    ...PAYLOADS.flatMap((payload, index) =>
      encodePacket(REDIR.bulkPacket, BigInt(index) << 40n, [
        payload.subarray(0, 5),
        payload.subarray(5),
      ]),
    ),
  ]);
  for (const pieceBytes of [1, 7, 16, 1000, stream.length]) {
    const reader = new PacketReader();
    const packets = [];
    for (let at = 0; at < stream.length; at += pieceBytes) {
      packets.push(...reader.push(stream.subarray(at, at + pieceBytes)));
    }
    expect(packets.map(({ type, id }) => [type, id])).toEqual([
      [REDIR.hello, 0n],
      ...PAYLOADS.map((_, index) => [REDIR.bulkPacket, BigInt(index) << 40n]),
    ]);
    packets.slice(1).forEach(({ payload }, index) => {
      expect(Buffer.compare(payload, PAYLOADS[index] ?? Buffer.alloc(0))).toBe(0);
    });
  }
});
