import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fetchSheetImage } from '../../../review-ui/api/sheet-image.ts';

const bytes = new Uint8Array([1, 2, 3]);
const imageHash = createHash('sha256').update(bytes).digest('hex');
const answering = (response: Response) => ({
  fetch: async () => response,
  subtle: globalThis.crypto.subtle,
});

describe('the picture of a sheet', () => {
  test('is shown when it is the one the readings belong to', async () => {
    const blob = await fetchSheetImage(answering(new Response(bytes)), {
      sheetId: 'id',
      imageHash,
    });
    expect(blob.size).toBe(3);
  });

  test('is refused when it is any other', async () => {
    const other = answering(new Response(new Uint8Array([1, 2, 4])));
    await expect(fetchSheetImage(other, { sheetId: 'id', imageHash })).rejects.toMatchObject({
      code: 'review.image_changed',
    });
  });

  test('carries the server’s own refusal', async () => {
    const body = { code: 'blob.missing', requestId: 'r' };
    const refused = answering(Response.json(body, { status: 404 }));
    await expect(fetchSheetImage(refused, { sheetId: 'id', imageHash })).rejects.toMatchObject({
      code: 'blob.missing',
    });
  });
});
