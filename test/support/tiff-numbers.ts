import sharp from 'sharp';

const PAGE_NUMBER = 297;
const ENTRY_BYTES = 12;

/** A TIFF of several pages, each with the number a scanner gave it: counted from nought, of so many. */
export async function numberedTiff(
  pictures: readonly Uint8Array[],
  numbers: readonly number[],
  of: number,
): Promise<Buffer> {
  // Joined as they are, grey pictures would each gain a channel.
  const pages = await Promise.all(
    pictures.map((bytes) => sharp(bytes).toColourspace('srgb').png().toBuffer()),
  );
  // The library numbers pages by itself: little-endian, one `PageNumber` a page.
  const tiff = await sharp(pages, { join: { animated: true } })
    .tiff({ compression: 'lzw' })
    .toBuffer();
  let at = tiff.readUInt32LE(4);
  for (const number of numbers) {
    const entries = tiff.readUInt16LE(at);
    const places = Array.from({ length: entries }, (_, index) => at + 2 + index * ENTRY_BYTES);
    const place = places.find((entry) => tiff.readUInt16LE(entry) === PAGE_NUMBER);
    if (place === undefined) throw new Error('the library wrote no page number');
    tiff.writeUInt16LE(number, place + 8);
    tiff.writeUInt16LE(of, place + 10);
    at = tiff.readUInt32LE(at + 2 + entries * ENTRY_BYTES);
  }
  return tiff;
}
