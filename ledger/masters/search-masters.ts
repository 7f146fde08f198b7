import { type RawBuilder, sql } from 'kysely';
import { searchWords } from '../../rules/search-words.ts';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import { MASTERS, type Master, type MasterRow } from '../../schemas/master-kinds.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { AuditTerm } from '../auditing/terms.ts';
import type { Tx } from '../database.ts';
import type { ReviewDeps } from '../review/round.ts';
import { askedTerms, isOfPersons, shownTerms } from './master-terms.ts';
import { tableOf } from './staging.ts';

const PAGE_SIZE = 50;

/** Where the words are looked for: a whole number, the beginning of a name, any part of one. */
const LOOKED_IN: Readonly<
  Record<ShownMaster, Readonly<Record<'whole' | 'beginning' | 'part', readonly string[]>>>
> = {
  residents: { whole: ['residentId'], beginning: ['name', 'kana'], part: [] },
  issuedTickets: { whole: ['ticketNumber', 'residentId'], beginning: [], part: [] },
  institutions: { whole: ['institutionCode'], beginning: [], part: ['name', 'address', 'kind'] },
  physicians: {
    whole: ['institutionCode', 'physicianCode'],
    beginning: [],
    part: ['name', 'kana'],
  },
  lots: { whole: [], beginning: [], part: ['lotNumber', 'product', 'manufacturer'] },
  fees: { whole: [], beginning: [], part: ['programme', 'vaccine', 'institutionKind'] },
};

/** Everything that looks into the masters on a page. */
export type MasterDeps = Pick<ReviewDeps, 'db' | 'vault'>;

/** Where an index finds what is written of a name; the rows themselves are the master's. */
const RESIDENT_NAMES = sql.table('residentNames');

type Query = Readonly<{ words: string; birthDate: string | null; offset: number }>;
type Found = { items: MasterRow[]; total: number };

/** Who looked for whom, and who was shown, is in the audit log: as digests, and sealed for the auditor. */
export async function searchMasters(
  { db, vault }: MasterDeps,
  context: ActContext,
  master: ShownMaster,
  query: Query,
): Promise<Found> {
  const { municipalityId } = context.actor;
  const hiding = { vault, municipalityId };
  const asked = askedTerms(hiding, master, query);
  const target = {
    action: 'masters.manage',
    resourceKind: 'masters',
    resourceId: null,
    detailOf: ({ items, total }: Found): AuditDetail => ({
      step: 'search',
      master,
      byWords: query.words !== '',
      byBirthDate: query.birthDate !== null,
      offset: query.offset,
      total,
      ...(isOfPersons(master) && {
        asked: references(asked),
        shown: references(shownTerms(hiding, master, items)),
      }),
    }),
    terms: asked,
    termsOf: ({ items }: Found) => shownTerms(hiding, master, items),
  } as const;
  return performAct(db, context, target, (tx) => findMasterRows(tx, municipalityId, master, query));
}

export const references = (terms: readonly AuditTerm[]) => terms.map(({ reference }) => reference);

/** A page of rows, in the order of their key. Showing them to somebody is an act of theirs: the caller is inside one. */
export async function findMasterRows(
  tx: Tx,
  municipalityId: string,
  master: ShownMaster,
  query: Query,
): Promise<Found> {
  const wanted = conditions(master, query);
  if (wanted.length === 0 && isOfPersons(master)) return { items: [], total: 0 };
  const { key, fields }: Master = MASTERS[master];
  const where = sql.join([sql`municipality_id = ${municipalityId}`, ...wanted], sql` and `);
  const found = sql`from ${master === 'residents' ? RESIDENT_NAMES : tableOf(master)} where ${where}`;
  const counted = await sql<{ total: number }>`select count(*) as total ${found}`.execute(tx);
  const { rows: items } = await sql<MasterRow>`
    select ${sql.join(Object.keys(fields).map((field) => sql.ref(field)))}
    from ${tableOf(master)} where ${
      master === 'residents'
        ? sql`municipality_id = ${municipalityId} and resident_id in (select resident_id ${found})`
        : where
    }
    order by ${sql.join(key.map((field) => sql.ref(field)))}
    limit ${PAGE_SIZE} offset ${query.offset}`.execute(tx);
  return { items, total: counted.rows[0]?.total ?? 0 };
}

function conditions(master: ShownMaster, { words, birthDate }: Query): Array<RawBuilder<unknown>> {
  const { plain, spellings } = searchWords(words);
  const { whole, beginning, part } = LOOKED_IN[master];
  const literals = spellings.map((one) => one.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`));
  const like = (field: string, before: '' | '%') =>
    sql`plain_name(${sql.ref(field)}) like any (${literals.map((one) => `${before}${one}%`)}::text[])`;
  const anyOf = [
    // Numbers and codes are as they are keyed, but for their width.
    ...whole.map((field) => sql`${sql.ref(field)} = ${words.normalize('NFKC').trim()}`),
    ...beginning.map((field) => like(field, '')),
    ...part.map((field) => like(field, '%')),
  ];
  return [
    ...(plain === '' ? [] : [sql`(${sql.join(anyOf, sql` or `)})`]),
    ...(birthDate === null || master !== 'residents' ? [] : [sql`birth_date = ${birthDate}`]),
  ];
}
