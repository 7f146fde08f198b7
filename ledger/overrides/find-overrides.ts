import type { Override } from '../../rules/checks/facts.ts';
import { shippedVaccines } from '../../runtime/shipped-vaccines.ts';
import { ALL } from '../../schemas/masters.ts';
import type { OverrideState, OverrideView } from '../../schemas/override.ts';
import type { VaccineMaster } from '../../schemas/vaccine-master.ts';
import type { Db, Tx } from '../database.ts';

const rowsOf = (db: Db | Tx, municipalityId: string) =>
  db
    .selectFrom('doseOverrides as o')
    .innerJoin('residents as r', (join) =>
      join
        .onRef('r.municipalityId', '=', 'o.municipalityId')
        .onRef('r.residentId', '=', 'o.residentId'),
    )
    .innerJoin('staffMembers as enterer', 'enterer.staffMemberId', 'o.enteredBy')
    .leftJoin('staffMembers as confirmer', 'confirmer.staffMemberId', 'o.confirmedBy')
    .leftJoin('staffMembers as withdrawer', 'withdrawer.staffMemberId', 'o.withdrawnBy')
    .where('o.municipalityId', '=', municipalityId);

/** What the checks heed: confirmed by a second person and not withdrawn. Programme, vaccine and days are theirs to compare. */
export async function overridesInForce(
  db: Db | Tx,
  municipalityId: string,
  residentId: string,
): Promise<Override[]> {
  const rows = await rowsOf(db, municipalityId)
    .innerJoin('staffMembers as second', 'second.staffMemberId', 'o.confirmedBy')
    .select(['o.overrideId', 'o.kind', 'o.programme', 'o.vaccine', 'o.fromDay', 'o.toDay'])
    .select(['o.reason', 'o.document', 'enterer.displayName as enteredBy'])
    .select('second.displayName as confirmedBy')
    .where('o.residentId', '=', residentId)
    .where('o.withdrawnAt', 'is', null)
    .orderBy('o.enteredAt')
    .orderBy('o.overrideId')
    .execute();
  return rows.map(({ kind, reason, programme, vaccine, fromDay, toDay, ...grant }) => ({
    ...{ kind, reason },
    granted: { grant, reach: { programme, vaccine, fromDay, toDay } },
  }));
}

export type WantedOverrides = Readonly<{
  residentId?: string;
  overrideId?: string;
  state?: OverrideState;
  limit?: number;
  offset?: number;
}>;

/** Newest first, as `staffMemberId` may see them. The caller is inside `performAct`. */
export async function findOverrides(
  db: Db | Tx,
  { municipalityId, staffMemberId }: { municipalityId: string; staffMemberId: string | null },
  wanted: WantedOverrides,
): Promise<{ items: OverrideView[]; total: number }> {
  let rows = rowsOf(db, municipalityId);
  const { residentId, overrideId, state } = wanted;
  if (residentId !== undefined) rows = rows.where('o.residentId', '=', residentId);
  if (overrideId !== undefined) rows = rows.where('o.overrideId', '=', overrideId);
  if (state === 'withdrawn') rows = rows.where('o.withdrawnAt', 'is not', null);
  if (state !== undefined && state !== 'withdrawn') {
    const isConfirmed = state === 'confirmed' ? 'is not' : 'is';
    rows = rows.where('o.withdrawnAt', 'is', null).where('o.confirmedAt', isConfirmed, null);
  }
  const { total } = await rows
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const found = await rows
    .selectAll('o')
    .select('r.name')
    .select(['enterer.displayName as enterer', 'confirmer.displayName as confirmer'])
    .select('withdrawer.displayName as withdrawer')
    .orderBy('o.enteredAt', 'desc')
    .orderBy('o.overrideId', 'desc')
    .limit(wanted.limit ?? 100)
    .offset(wanted.offset ?? 0)
    .execute();
  const master = await shippedVaccines();
  const items = found.map((row): OverrideView => {
    const { residentId: whose, kind, programme, vaccine, fromDay, toDay, reason, document } = row;
    return {
      ...{ overrideId: row.overrideId, name: row.name },
      ...{ residentId: whose, kind, programme, vaccine, fromDay, toDay, reason, document },
      ...namesOf(master, programme, vaccine),
      state: stateOf(row),
      entered: { by: row.enterer, at: row.enteredAt.toISOString() },
      confirmed: stepOf(row.confirmer, row.confirmedAt),
      withdrawn: withdrawalOf(row),
      isOwn: row.enteredBy === staffMemberId,
    };
  });
  return { items, total };
}

type Steps = Readonly<{ confirmedAt: Date | null; withdrawnAt: Date | null }>;

export function stateOf({ confirmedAt, withdrawnAt }: Steps): OverrideState {
  if (withdrawnAt !== null) return 'withdrawn';
  return confirmedAt === null ? 'waiting' : 'confirmed';
}

const stepOf = (by: string | null, at: Date | null) =>
  by === null || at === null ? null : { by, at: at.toISOString() };

type Withdrawal = Readonly<{
  withdrawer: string | null;
  withdrawnAt: Date | null;
  withdrawnReason: string | null;
}>;

function withdrawalOf({ withdrawer, withdrawnAt, withdrawnReason }: Withdrawal) {
  const step = stepOf(withdrawer, withdrawnAt);
  return step === null || withdrawnReason === null ? null : { ...step, reason: withdrawnReason };
}

/** What is not known any more is called by its code. */
function namesOf(
  { programmes, vaccines }: VaccineMaster,
  programme: string,
  vaccine: string,
): Pick<OverrideView, 'programmeName' | 'vaccineName'> {
  const named = (found: { nameJa: string; nameEn: string } | undefined, code: string) => ({
    ja: found?.nameJa ?? code,
    en: found?.nameEn ?? code,
  });
  return {
    programmeName: named(
      programmes.find(({ id }) => id === programme),
      programme,
    ),
    vaccineName:
      vaccine === ALL
        ? null
        : named(
            vaccines.find(({ id }) => id === vaccine),
            vaccine,
          ),
  };
}
