import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { GOOD, mastersWorld } from './masters-world.ts';

const world = mastersWorld('masters_history');

const RESIDENTS = GOOD['residents.csv'];

describe('the history', () => {
  test('has every change with who, when, before and after', async () => {
    const { context, importTexts } = world();
    await importTexts({ 'residents.csv': RESIDENTS });
    await importTexts({ 'residents.csv': RESIDENTS.replace('本町1-2', '新町9') });
    const changes = await world().changes();
    expect(changes).toHaveLength(3);
    expect(changes[2]).toMatchObject({
      master: 'residents',
      key: ['1000000002'],
      changedAt: context.now,
      actorKind: 'system',
      requestId: context.requestId,
      origin: 'import',
      before: { address: '試験市本町1-2', birth_date: '1951-03-04' },
      after: { address: '試験市新町9' },
    });
  });

  test('is kept where the change came by another way, and is never changed itself', async () => {
    const { db, municipalityId, importTexts } = world();
    await importTexts({ 'institutions.csv': GOOD['institutions.csv'] });
    await db.deleteFrom('institutions').where('municipalityId', '=', municipalityId).execute();
    const [, gone] = await world().changes();
    expect(gone).toMatchObject({ key: ['1110113719'], actorKind: null, after: null });
    expect(gone?.before).toMatchObject({ name: '試験医院' });
    for (const change of [
      'update master_changes set reason = null',
      'delete from master_changes',
    ]) {
      await expect(sql.raw(change).execute(db)).rejects.toThrow(/append-only|permission denied/);
    }
  });

  test('knows a row by its key: that never changes', async () => {
    const { db, municipalityId, importTexts } = world();
    await importTexts({ 'institutions.csv': GOOD['institutions.csv'] });
    const renamed = db
      .updateTable('institutions')
      .set({ institutionCode: '1110113720' })
      .where('municipalityId', '=', municipalityId)
      .execute();
    await expect(renamed).rejects.toThrow('never changes');
  });
});
