import { personField } from '../../rules/person-field.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { LedgerEntryView, LedgerField } from '../../schemas/api/ledger.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { ClosedField, LedgerContent } from '../../schemas/inoculation-record.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { concealTerm } from '../auditing/terms.ts';
import type { Db, Tx } from '../database.ts';
import { marked } from '../reply-marks/counting.ts';
import type { ReviewDeps, Templates } from '../review/round.ts';

type Deps = Pick<ReviewDeps, 'db' | 'templates' | 'vault'>;

const PAGE_SIZE = 50;

const entryRows = (tx: Tx, municipalityId: string) =>
  tx
    .selectFrom('ledgerEntries as entry')
    .innerJoin('ledgerContents as content', 'content.entryId', 'entry.entryId')
    .innerJoin('staffMembers as verifier', 'verifier.staffMemberId', 'entry.verifiedBy')
    .innerJoin('staffMembers as approver', 'approver.staffMemberId', 'entry.approvedBy')
    .innerJoin('sheets as sheet', 'sheet.sheetId', 'entry.sheetId')
    .leftJoin('ledgerEntries as newer', 'newer.supersedes', 'entry.entryId')
    .leftJoin('entryPersons as person', 'person.entryId', 'entry.entryId')
    .leftJoin('staffMembers as naming', 'naming.staffMemberId', 'person.namedBy')
    .leftJoin('staffMembers as agreeing', 'agreeing.staffMemberId', 'person.agreedBy')
    .where('entry.municipalityId', '=', municipalityId);

const COLUMNS = [
  'entry.entryId',
  'entry.leafIndex',
  'entry.kind',
  'entry.sheetId',
  'entry.supersedes',
  'newer.entryId as supersededBy',
  'content.content',
  'sheet.template',
  'verifier.displayName as verifiedBy',
  'approver.displayName as approvedBy',
  'naming.displayName as namedBy',
  'agreeing.displayName as agreedBy',
  'entry.committedAt',
  'entry.leafHash',
] as const;

const isMarked = (now: Date) => marked('content', now).as('noAutomaticReply');

/** Newest first. Looking for a person is in the audit log with whom was looked for. */
export async function searchEntries(
  deps: Deps,
  context: ActContext,
  query: { residentId: string | null; offset: number },
): Promise<{ items: LedgerEntryView[]; total: number }> {
  const { municipalityId } = context.actor;
  const whom =
    query.residentId === null
      ? undefined
      : concealTerm(deps.vault, municipalityId, 'residentId', query.residentId);
  const target = {
    action: 'ledger.read',
    resourceKind: whom === undefined ? 'ledger' : 'resident',
    resourceId: whom?.reference ?? null,
    detail: { step: 'search', offset: query.offset },
    terms: whom === undefined ? [] : [whom],
  } as const;
  return performAct(deps.db, context, target, async (tx) => {
    let rows = entryRows(tx, municipalityId);
    if (query.residentId !== null) {
      rows = rows.where('content.residentId', '=', query.residentId);
    }
    const { total } = await rows
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    const items = await rows
      .select(COLUMNS)
      .select(isMarked(context.now))
      .orderBy('entry.leafIndex', 'desc')
      .limit(PAGE_SIZE)
      .offset(query.offset)
      .execute();
    return { items: items.map((row) => viewOf(row, deps.templates)), total };
  });
}

/** Every word of the ledger on a person, oldest first. An entry corrected to another person is told there. */
export async function entriesOfPerson(
  tx: Tx,
  templates: Templates,
  whose: { municipalityId: string; residentId: string; now: Date },
): Promise<LedgerEntryView[]> {
  const rows = await entryRows(tx, whose.municipalityId)
    .select(COLUMNS)
    .select(isMarked(whose.now))
    .where('content.residentId', '=', whose.residentId)
    .orderBy('entry.leafIndex')
    .execute();
  return rows.map((row) => viewOf(row, templates));
}

export async function viewEntry(
  deps: Deps,
  context: ActContext,
  entryId: string,
): Promise<LedgerEntryView> {
  const target = {
    action: 'ledger.read',
    resourceKind: 'ledger_entry',
    resourceId: entryId,
  } as const;
  return performAct(deps.db, context, target, async (tx) => {
    const row = await entryRows(tx, context.actor.municipalityId)
      .select(COLUMNS)
      .select(isMarked(context.now))
      .where('entry.entryId', '=', entryId)
      .executeTakeFirst();
    if (row === undefined) throw new RejectedInputError('resource.not_found');
    return viewOf(row, deps.templates);
  });
}

type OfContent = 'record' | 'fields' | 'findings' | 'overrides' | 'reason' | 'person';
type Row = Omit<LedgerEntryView, OfContent | 'committedAt'> & {
  namedBy: string | null;
  agreedBy: string | null;
  content: LedgerContent;
  template: string | null;
  committedAt: Date;
};

function viewOf(
  { content, template, committedAt, namedBy, agreedBy, ...row }: Row,
  templates: Templates,
): LedgerEntryView {
  const known = templates.get(template ?? '');
  const form = known === undefined ? [] : [...known.fields, personField(known)];
  const { record, findings, overrides = [], reason } = content;
  const fields = content.fields.map((field) => named(field, form));
  const person =
    content.person === undefined || namedBy === null || agreedBy === null
      ? null
      : { kind: content.person.kind, reasons: content.person.reasons, namedBy, agreedBy };
  const said = { record, fields, findings, overrides, reason, person };
  return { ...row, ...said, committedAt: committedAt.toISOString() };
}

/** The words of the form it was written on; a form that is gone leaves the id. */
function named(field: ClosedField, form: readonly FormField[]): LedgerField {
  const { fieldId } = field;
  const known = form.find((each) => each.id === fieldId);
  if (known === undefined) return { ...field, labelJa: fieldId, labelEn: fieldId, type: 'text' };
  const { labelJa, labelEn, type, options, unit } = known;
  return { ...field, labelJa, labelEn, type, options, unit };
}

/** The newest signed checkpoint: how many leaves, which root, when. */
export async function ledgerStatus(
  db: Db | Tx,
  municipalityId: string,
): Promise<{ treeSize: number; rootHash: string | null; signedAt: string | null }> {
  const row = await db
    .selectFrom('ledgerCheckpoints')
    .select(['treeSize', 'rootHash', 'signedAt'])
    .where('municipalityId', '=', municipalityId)
    .orderBy('treeSize', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return { treeSize: 0, rootHash: null, signedAt: null };
  return { ...row, signedAt: row.signedAt.toISOString() };
}
