import { createCipheriv, createDecipheriv } from 'node:crypto';

/**
 * The file of one blob: a mark, then segments sealed one by one with AES-256-GCM, so that a large
 * original can be streamed without handing out a byte that is not yet authenticated. The nonce counts the
 * segments and flags the last, which refuses reordering and truncation (the STREAM construction). A fixed
 * start of the nonce is safe only because no two blobs share a key.
 */
export const SEGMENT_BYTES = 256 * 1024;
const TAG_BYTES = 16;
export const SEALED_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES;
export const FILE_MARK = Buffer.from('YSB1');

type SegmentPlace = Readonly<{ key: Buffer; context: Buffer; index: number; last: boolean }>;

export function sealSegment(place: SegmentPlace, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', place.key, nonceOf(place)).setAAD(place.context);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the segment is not exactly what was sealed at this place. */
export function openSegment(place: SegmentPlace, sealed: Buffer): Buffer {
  if (sealed.length < TAG_BYTES) throw new Error('segment shorter than its tag');
  const decipher = createDecipheriv('aes-256-gcm', place.key, nonceOf(place))
    .setAAD(place.context)
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
}

function nonceOf(place: SegmentPlace): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(place.index, 7);
  nonce.writeUInt8(place.last ? 1 : 0, 11);
  return nonce;
}

/** Cuts any stream into full segments and says which is the last; an empty source is one empty segment. */
export async function* inSegments(
  source: Uint8Array | AsyncIterable<Uint8Array>,
): AsyncGenerator<{ plain: Buffer; last: boolean }> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of source instanceof Uint8Array ? [source] : source) {
    held.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    heldBytes += chunk.byteLength;
    // Strictly more than one segment: the last one must stay in hand until the source has ended.
    if (heldBytes <= SEGMENT_BYTES) continue;
    let whole = Buffer.concat(held);
    while (whole.length > SEGMENT_BYTES) {
      yield { plain: whole.subarray(0, SEGMENT_BYTES), last: false };
      whole = whole.subarray(SEGMENT_BYTES);
    }
    held = [whole];
    heldBytes = whole.length;
  }
  yield { plain: Buffer.concat(held), last: true };
}
