import { recordSuspicion } from '../../ledger/intake/number-suspicions.ts';
import type { BlobStore } from '../../runtime/blob-store.ts';
import { again, MUNICIPALITY, type World } from './ledger-world.ts';

/** A page on which a 個人番号 is suspected, fresh from its file; replies with what names it in a request. */
export async function suspectedSheet(
  world: World,
  blobs: Pick<BlobStore, 'put'>,
): Promise<{ params: { suspicionId: string } }> {
  const sheet = await world.receivedSheet();
  const masked = await blobs.put(MUNICIPALITY, Buffer.from(`masked ${sheet.sheetId}`));
  const areas = [{ left: 10, top: 10, width: 100, height: 20 }];
  await recordSuspicion(world.db, again(world.system), sheet, {
    ...{ areas, masked, mediaType: 'image/jpeg' },
  });
  const { suspicionId } = await world.db
    .selectFrom('numberSuspicions')
    .select('suspicionId')
    .where('sheetId', '=', sheet.sheetId)
    .executeTakeFirstOrThrow();
  return { params: { suspicionId } };
}
