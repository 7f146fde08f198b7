import { degrees, PDFDocument } from 'pdf-lib';

/** A4 pages, each filled by one picture, as a scanner writes them. */
export async function scannedPdf(
  pictures: readonly { bytes: Uint8Array; type: 'jpeg' | 'png' }[],
  rotate = 0,
): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (const { bytes, type } of pictures) {
    const image = type === 'jpeg' ? await pdf.embedJpg(bytes) : await pdf.embedPng(bytes);
    const page = pdf.addPage([595.28, 841.89]);
    page.drawImage(image, { x: 0, y: 0, width: 595.28, height: 841.89 });
    page.setRotation(degrees(rotate));
  }
  return await pdf.save();
}

/** A page that is drawn, not scanned. */
export async function drawnPdf(pages = 1): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (let i = 0; i < pages; i++) {
    pdf.addPage([595.28, 841.89]).drawRectangle({ x: 100, y: 100, width: 200, height: 300 });
  }
  return await pdf.save();
}

/** A PDF under a password nobody knows: the keys in its Encrypt dictionary are noise. */
export function encryptedPdf(): Uint8Array {
  const noise = '<'.concat('5a'.repeat(32), '>');
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>',
    `<</Filter/Standard/V 1/R 2/O ${noise}/U ${noise}/P -4>>`,
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = text.length;
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 5\n0000000000 65535 f \n${rows}trailer\n`;
  text += `<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
