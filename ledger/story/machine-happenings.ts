import { sql } from 'kysely';
import type { SheetPlace } from '../../schemas/api/intake.ts';
import type { Tx } from '../database.ts';
import { CHOOSE_FORM } from '../intake/chosen-form.ts';
import { sheetPlaces } from '../intake/view-of-sheet.ts';
import type { Detail } from '../tables/tenant.ts';
import type { Happened, StorySubject } from './subject.ts';

/** How the sheet came in and what became of it outside review, by machine or by clerk. */
export async function machineHappenings(tx: Tx, subject: StorySubject): Promise<Happened[]> {
  return [
    await arrival(tx, subject),
    ...(await moves(tx, subject)),
    ...(await filings(tx, subject)),
    ...(await givenUp(tx, subject)),
  ];
}

async function arrival(tx: Tx, { sheet }: StorySubject): Promise<Happened> {
  const file = await tx
    .selectFrom('originals')
    .innerJoin('batches', 'batches.batchId', 'originals.batchId')
    .select(['fileName', 'label', 'receivedAt', 'receivedBy'])
    .where('originalId', '=', sheet.originalId)
    .executeTakeFirstOrThrow();
  const { fileName, label: batchLabel } = file;
  const what = { kind: 'received', fileName, batchLabel } as const;
  return { at: file.receivedAt, accountId: file.receivedBy, what };
}

/** Steps of review are told by who took them. */
const IN_REVIEW = ['claim', 'verify', 'contest', 'adjudicate', 'commit', 'return', 'dismiss'];

async function moves(tx: Tx, { sheet, withheld }: StorySubject): Promise<Happened[]> {
  const rows = await tx
    .selectFrom('sheetEvents')
    .select(['stage', 'fromState', 'toState', 'accountId', 'detail', 'occurredAt'])
    .where('sheetId', '=', sheet.sheetId)
    .where('stage', 'not in', IN_REVIEW)
    .orderBy('sheetEventId')
    .execute();
  const others = rows.flatMap(({ detail }) => otherScan(detail) ?? []);
  const places = await sheetPlaces(tx, sheet.municipalityId, others);
  return rows.map(({ stage, fromState: from, toState: to, accountId, detail, occurredAt }) => ({
    at: occurredAt,
    accountId,
    what: {
      kind: 'moved',
      stage,
      from,
      to,
      reason: text(detail, 'reason'),
      engineVersion: text(detail, 'engineVersion'),
      chosenForm: stage === CHOOSE_FORM ? text(detail, 'template') : null,
      findings: withheld === null ? codes(detail) : null,
      other: placeOf(places, detail),
    },
  }));
}

const placeOf = (places: ReadonlyMap<string, SheetPlace>, detail: Detail): SheetPlace | null =>
  places.get(otherScan(detail) ?? '') ?? null;

const otherScan = (detail: Detail): string | null =>
  text(detail, 'duplicateOf') ?? text(detail, 'replacedBy') ?? text(detail, 'rescanOf');

function text(detail: Detail, name: string): string | null {
  const value = detail[name];
  return typeof value === 'string' ? value : null;
}

function codes(detail: Detail): string[] | null {
  const found = detail['findings'];
  return Array.isArray(found) ? [...found] : null;
}

async function filings(tx: Tx, { sheet }: StorySubject): Promise<Happened[]> {
  const rows = await tx
    .selectFrom('sheetFilings')
    .innerJoin('batches as before', 'before.batchId', 'fromBatchId')
    .innerJoin('batches as after', 'after.batchId', 'toBatchId')
    .select(['accountId', 'filedAt', 'before.label as fromBatch', 'after.label as toBatch'])
    .where('sheetId', '=', sheet.sheetId)
    .orderBy('sheetFilingId')
    .execute();
  return rows.map(({ accountId, filedAt, fromBatch, toBatch }) => ({
    at: filedAt,
    accountId,
    what: { kind: 'filed', fromBatch, toBatch },
  }));
}

async function givenUp(tx: Tx, { sheet }: StorySubject): Promise<Happened[]> {
  const letters = await tx
    .selectFrom('deadLetters')
    .select(['queue', 'errorCode', 'failedAt', 'resolvedAt', 'resolution', 'resolvedBy', 'reason'])
    .where('municipalityId', '=', sheet.municipalityId)
    .where(sql<boolean>`payload ->> 'sheetId' = ${sheet.sheetId}`)
    .orderBy('failedAt')
    .execute();
  return letters.flatMap((letter): Happened[] => {
    const { queue: stage, errorCode: code, resolvedAt, resolution, reason } = letter;
    const fell: Happened = {
      at: letter.failedAt,
      accountId: null,
      what: { kind: 'given_up', stage, code },
    };
    if (resolvedAt === null || resolution === null) return [fell];
    const what = { kind: 'decided', resolution, reason } as const;
    return [fell, { at: resolvedAt, accountId: letter.resolvedBy, what }];
  });
}
