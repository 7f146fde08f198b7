import { sql } from 'kysely';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { ExportFilter, ExportPreview, ExportView } from '../../schemas/api/exports.ts';
import type { AuditStep } from '../../schemas/audit-vocabulary.ts';
import type { ExportProfile } from '../../schemas/export-profile.ts';
import { authorise, performAct } from '../act.ts';
import { type ActContext, personOf } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { ledgerStatus } from '../entries/list-entries.ts';
import { type Draft, draftExport } from './draft-export.ts';
import { type ExportRow, findExport, viewOf } from './list-exports.ts';
import { formatOf } from './profiles.ts';
import { refusalOf } from './refusals.ts';
import { exportRules } from './rules.ts';
import { countEntries, countMarked, type Selection, selectionFor } from './standing-entries.ts';

export type ExportDeps = Readonly<{ db: Db; profiles: () => Promise<readonly ExportProfile[]> }>;
type Asked = Readonly<{ profileId: string; filter: ExportFilter }>;

/** In one file: what a process writes, reads back and packs in its memory. */
const MOST_ENTRIES = 200_000;

/** What asking would give now. Nothing of a record is told but where it cannot be written. */
export async function previewExport(
  deps: ExportDeps,
  context: ActContext,
  asked: Asked,
): Promise<ExportPreview> {
  const { municipalityId } = context.actor;
  authorise(context.actor, 'export.request', { municipalityId });
  const { treeSize } = await ledgerStatus(deps.db, municipalityId);
  const selection = await selectionOf(deps, context, { ...asked, treeSize });
  const markedPersons = await countMarked(deps.db, selection);
  const { entries, undated } = await countEntries(deps.db, selection);
  if (entries > MOST_ENTRIES) throw new RejectedInputError('export.too_many');
  const draft = await draftOf(deps.db, selection);
  const { approvalFrom } = await exportRules(deps.db, municipalityId);
  const target = {
    action: 'export.request',
    resourceKind: 'ledger',
    resourceId: null,
    detail: { step: 'preview', profile: asked.profileId, entries, treeSize, markedPersons },
  } as const;
  const { rows, problems, problemEntries, substituted, substitutions } = draft;
  return performAct(deps.db, context, target, async () => ({
    ...{ treeSize, entries, undated, rows, problemEntries, substituted, markedPersons },
    problems: [...problems],
    substitutions: [...substitutions],
    needsApproval: entries >= approvalFrom,
  }));
}

async function selectionOf(
  { profiles }: ExportDeps,
  { actor, now }: ActContext,
  asked: Asked & { treeSize: number },
): Promise<Selection> {
  const profile = (await profiles()).find(({ id }) => id === asked.profileId);
  if (profile === undefined) throw new RejectedInputError('resource.not_found');
  const { filter, treeSize } = asked;
  return { municipalityId: actor.municipalityId, treeSize, marksAt: now, filter, profile };
}

const draftOf = async (db: Db, selection: Selection): Promise<Draft> =>
  draftExport(db, await formatOf(selection.profile, selection.municipalityId), selection);

type Request = Asked &
  Readonly<{ treeSize: number; leaveOut: boolean; purpose: string; recipient: string }>;

/** Puts an output into the list, of the moment that was previewed. Small ones may be written at once. */
export async function requestExport(
  deps: ExportDeps,
  context: ActContext,
  request: Request,
): Promise<ExportView> {
  const { municipalityId } = context.actor;
  authorise(context.actor, 'export.request', { municipalityId });
  const selection = await selectionOf(deps, context, request);
  const rootHash = await rootAt(deps.db, municipalityId, request.treeSize);
  const { entries } = await countEntries(deps.db, selection);
  if (entries === 0) throw new RejectedInputError('export.empty');
  if (entries > MOST_ENTRIES) throw new RejectedInputError('export.too_many');
  const { problemEntries, rows } = await draftOf(deps.db, selection);
  if (problemEntries > 0 && (!request.leaveOut || rows === 0)) {
    throw new RejectedInputError('export.problems');
  }
  const markedPersons = await countMarked(deps.db, selection);
  const exportId = context.newId();
  const target = {
    action: 'export.request',
    resourceKind: 'export',
    resourceId: exportId,
    detailOf: (row: ExportRow) => detailOf(row, 'requested'),
  } as const;
  const row = await performAct(deps.db, context, target, (tx) =>
    insertExport(tx, context, {
      ...{ ...request, ...selection, exportId, entries, rootHash, markedPersons },
    }),
  );
  return viewOf(deps.db, context, row);
}

/** Every checkpoint is of one size of the tree; `export.wrong_state` where there never was one of this size. */
async function rootAt(db: Db, municipalityId: string, treeSize: number): Promise<string> {
  const row = await db
    .selectFrom('ledgerCheckpoints')
    .select('rootHash')
    .where('municipalityId', '=', municipalityId)
    .where('treeSize', '=', treeSize)
    .executeTakeFirst();
  if (row === undefined)
    throw new RejectedInputError(treeSize === 0 ? 'export.empty' : 'export.wrong_state');
  return row.rootHash;
}

async function insertExport(
  tx: Tx,
  context: ActContext,
  asked: Request &
    Selection &
    Readonly<{ exportId: string; entries: number; rootHash: string; markedPersons: number }>,
): Promise<ExportRow> {
  const { municipalityId } = context.actor;
  const { exportId, entries, rootHash, treeSize, leaveOut, purpose, recipient } = asked;
  const { markedPersons } = asked;
  await sql`select pg_advisory_xact_lock(hashtext(${`yoshin.exports.${municipalityId}`}))`.execute(
    tx,
  );
  const { exportNumber } = await tx
    .selectFrom('exports')
    .select(sql<number>`coalesce(max(export_number), 0) + 1`.as('exportNumber'))
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  const { approvalFrom } = await exportRules(tx, municipalityId);
  const needsApproval = entries >= approvalFrom;
  return tx
    .insertInto('exports')
    .values({
      ...{ exportId, municipalityId, exportNumber, purpose, recipient, leaveOut, treeSize },
      ...{ rootHash, entries, needsApproval, markedPersons },
      state: needsApproval ? 'requested' : 'approved',
      profile: JSON.stringify(asked.profile),
      filter: JSON.stringify(asked.filter),
      requestedBy: personOf(context),
      requestedAt: context.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** For the audit log: what went out, why, to whom. */
export const detailOf = (row: ExportRow, step: AuditStep): AuditDetail => ({
  step,
  number: row.exportNumber,
  profile: `${row.profile.id}@${row.profile.version}`,
  purpose: row.purpose,
  recipient: row.recipient,
  entries: row.entries,
  rows: row.rows,
  markedPersons: row.markedPersons,
  treeSize: row.treeSize,
  contentHash: row.contentHash,
  archiveHash: row.archiveHash,
});

/** By another natural person, beforehand. A refusal ends it. */
export async function decideExport(
  db: Db,
  context: ActContext,
  exportId: string,
  {
    approve,
    reason,
    markedSeen,
  }: Readonly<{ approve: boolean; reason: string; markedSeen: number }>,
): Promise<ExportView> {
  const state = approve ? 'approved' : 'refused';
  const target = {
    action: 'export.approve',
    resourceKind: 'export',
    resourceId: exportId,
    detailOf: (row: ExportRow) => detailOf(row, state),
  } as const;
  const row = await performAct(db, context, target, async (tx) => {
    const asked = await findExport(tx, context, exportId);
    const markedPersons = await countMarked(tx, selectionFor(asked, context.now));
    if (approve && markedSeen !== markedPersons) {
      throw new RejectedInputError('export.marked_unseen');
    }
    const decided = await tx
      .updateTable('exports')
      .set({
        state,
        decidedBy: personOf(context),
        decidedAt: context.now,
        decisionReason: reason,
        ...{ markedPersons, decidedMarked: markedSeen },
      })
      .where('exportId', '=', exportId)
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('state', '=', 'requested')
      .returningAll()
      .executeTakeFirst();
    if (decided === undefined) throw new RejectedInputError('export.wrong_state');
    return decided;
  }).catch(refusalOf);
  return viewOf(db, context, row);
}
