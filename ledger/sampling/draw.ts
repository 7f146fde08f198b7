import { dayInJapan } from '../../rules/calendar.ts';
import { effectiveKeying } from '../../rules/field-closure.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import type { ClosedField } from '../../schemas/inoculation-record.ts';
import type { PageReading } from '../../schemas/reading.ts';
import type { ActContext } from '../act-context.ts';
import { sha256Hex } from '../canonical.ts';
import type { Db, Tx } from '../database.ts';
import type { RoundState } from '../review/round-state.ts';

/** The share of such values that is drawn; `null` where nobody has set one. */
export async function samplingRate(db: Db | Tx, municipalityId: string): Promise<number | null> {
  const row = await db
    .selectFrom('samplingRates')
    .select('rate')
    .where('municipalityId', '=', municipalityId)
    .orderBy('samplingRateId', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : Number(row.rate);
}

/** The readers stood behind it, it was shown, and nobody keyed it: one look is all that a wrong value had to pass. */
export function restsOnOneLook(
  template: FormTemplate,
  reading: PageReading,
  { fieldId, evidence }: Pick<ClosedField, 'fieldId' | 'evidence'>,
): boolean {
  const field = template.fields.find(({ id }) => id === fieldId);
  if (field === undefined || evidence !== 'confirmed_as_shown') return false;
  return effectiveKeying(field, reading.fields[fieldId]) === 'shown';
}

type Entry = Readonly<{
  entryId: string;
  sheetId: string;
  template: string;
  engineVersion: string;
  fields: readonly ClosedField[];
}>;

/** Draws at random from what was just committed for the first time; no one can tell beforehand what. */
export async function drawSamples(
  tx: Tx,
  context: ActContext,
  { fields, ...entry }: Entry,
  { round, template, reading }: RoundState,
): Promise<void> {
  if (round.kind !== 'initial') return;
  const eligible = fields.filter((field) => restsOnOneLook(template, reading, field));
  if (eligible.length === 0) return;
  const readOn = dayInJapan(await readAt(tx, entry.sheetId));
  const { municipalityId } = round;
  const rate = (await samplingRate(tx, municipalityId)) ?? 0;
  const errors = await errorsAmongPeers(tx, municipalityId, { ...entry, readOn });
  const drawn = eligible.filter(
    ({ fieldId }) => errors.has(fieldId) || fallsWithin(entry.entryId, fieldId, rate),
  );
  if (drawn.length === 0) return;
  const { entryId, sheetId, engineVersion } = entry;
  await tx
    .insertInto('sampledFields')
    .values(
      drawn.map(({ fieldId }) => {
        const recalledBy = errors.get(fieldId) ?? null;
        return {
          ...{ entryId, sheetId, engineVersion, template: entry.template, fieldId, readOn },
          ...nothingSaid(context, municipalityId),
          cause: recalledBy === null ? ('drawn' as const) : ('recalled' as const),
          recalledBy,
        };
      }),
    )
    .execute();
}

type Alike = Readonly<{ template: string; engineVersion: string; readOn: string }>;

/** Errors found before this one was committed recall it too: field → the sample that found it. */
async function errorsAmongPeers(
  tx: Tx,
  municipalityId: string,
  { template, engineVersion, readOn }: Alike,
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .selectFrom('sampledFields')
    .select(['fieldId', 'sampledFieldId'])
    .where('municipalityId', '=', municipalityId)
    .where('decision', '=', 'error')
    .where('template', '=', template)
    .where('engineVersion', '=', engineVersion)
    .where('readOn', '=', readOn)
    .execute();
  return new Map(rows.map(({ fieldId, sampledFieldId }) => [fieldId, sampledFieldId]));
}

/** A row nobody has worked on yet. */
export const nothingSaid = (context: ActContext, municipalityId: string) => ({
  sampledFieldId: context.newId(),
  municipalityId,
  drawnAt: context.now,
  ...{ claimedBy: null, claimedUntil: null },
  ...{ keyedBy: null, keyedAt: null, answer: null, value: null, agrees: null },
  ...{ decision: null, reason: null, decidedBy: null, decidedAt: null },
});

/** By a number made of the entry's id, which is random and comes into being with the commitment. */
export function fallsWithin(entryId: string, fieldId: string, rate: number): boolean {
  const share = Number.parseInt(
    sha256Hex('yoshin.sample|', `${entryId}|${fieldId}`).slice(0, 12),
    16,
  );
  return share / 2 ** 48 < rate;
}

async function readAt(tx: Tx, sheetId: string): Promise<Date> {
  const { readAt: at } = await tx
    .selectFrom('sheetReadings')
    .select('readAt')
    .where('sheetId', '=', sheetId)
    .orderBy('readAt', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return at;
}
