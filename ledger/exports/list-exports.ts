import type { Selectable } from 'kysely';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { ExportProfileView, ExportView } from '../../schemas/api/exports.ts';
import type { ExportProfile } from '../../schemas/export-profile.ts';
import { displayNames } from '../accounts/display-names.ts';
import { authorise } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import type { ExportMedia, Exports } from '../tables/export-tables.ts';
import { type ExportRules, exportRules } from './rules.ts';
import { countMarked, selectionFor } from './standing-entries.ts';

export type ExportRow = Selectable<Exports>;

const PAGE_SIZE = 50;

/** 出力簿, the newest first. It tells of no person whose record it is. */
export async function listExports(
  db: Db,
  context: ActContext,
  offset: number,
): Promise<{ items: ExportView[]; total: number; rules: ExportRules }> {
  const { municipalityId } = context.actor;
  authorise(context.actor, 'export.read', { municipalityId });
  const rows = await db
    .selectFrom('exports')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .orderBy('exportNumber', 'desc')
    .limit(PAGE_SIZE)
    .offset(offset)
    .execute();
  const { total } = await db
    .selectFrom('exports')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  const items = await viewsOf(db, context, rows);
  return { items, total, rules: await exportRules(db, municipalityId) };
}

export async function viewExport(
  db: Db,
  context: ActContext,
  exportId: string,
): Promise<ExportView> {
  authorise(context.actor, 'export.read', context.actor);
  const row = await findExport(db, context, exportId);
  const isAhead = row.state === 'requested' || row.state === 'approved';
  // Whoever is marked while it waits is counted in what the approver sees.
  const markedPersons = isAhead
    ? await countMarked(db, selectionFor(row, context.now))
    : row.markedPersons;
  return viewOf(db, context, { ...row, markedPersons });
}

/** `resource.not_found`. */
export async function findExport(
  db: Db | Tx,
  { actor }: ActContext,
  exportId: string,
): Promise<ExportRow> {
  const row = await db
    .selectFrom('exports')
    .selectAll()
    .where('municipalityId', '=', actor.municipalityId)
    .where('exportId', '=', exportId)
    .executeTakeFirst();
  if (row === undefined) throw new RejectedInputError('resource.not_found');
  return row;
}

export async function viewOf(
  db: Db | Tx,
  context: ActContext,
  row: ExportRow,
): Promise<ExportView> {
  const [view] = await viewsOf(db, context, [row]);
  if (view === undefined) throw new RejectedInputError('resource.not_found');
  return view;
}

export const profileView = (profile: ExportProfile): ExportProfileView => {
  const { id, titleJa, titleEn, version, notes } = profile;
  return { id, titleJa, titleEn, version, notes };
};

async function viewsOf(
  db: Db | Tx,
  context: ActContext,
  rows: readonly ExportRow[],
): Promise<ExportView[]> {
  if (rows.length === 0) return [];
  const media = await mediaOf(db, rows);
  const names = await displayNames(db, context.actor.municipalityId, [
    ...rows.flatMap((row) => [row.requestedBy, row.decidedBy, row.checkedBy, row.erasedBy]),
    ...media.flatMap(({ usedBy, wipedBy }) => [usedBy, wipedBy]),
  ]);
  const labels = await batchLabels(db, rows);
  return rows.map((row) => {
    const own = media.filter(({ exportId }) => exportId === row.exportId);
    return {
      ...toldOf(row),
      batchLabel: labels.get(row.filter.batchId ?? '') ?? null,
      requestedBy: names(row.requestedBy) ?? '',
      decidedBy: names(row.decidedBy),
      checkedBy: names(row.checkedBy),
      erasedBy: names(row.erasedBy),
      media: own.map((each) => ({
        exportMediaId: each.exportMediaId,
        medium: each.medium,
        usedBy: names(each.usedBy) ?? '',
        usedAt: each.usedAt.toISOString(),
        wipedHow: each.wipedHow,
        wipedBy: names(each.wipedBy),
        wipedAt: iso(each.wipedAt),
      })),
      part: partOf(row, context.actor.staffMemberId),
    };
  });
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

function toldOf(row: ExportRow) {
  const { exportId, exportNumber, state, purpose, recipient, filter, leaveOut, treeSize } = row;
  const { rootHash, entries, needsApproval, decisionReason, rows, writtenEntries, leftOut } = row;
  const { substituted, markedPersons, contentHash, byteSize, checkReason, archiveHash, downloads } =
    row;
  return {
    ...{ exportId, exportNumber, state, purpose, recipient, filter, leaveOut, treeSize, rootHash },
    ...{ entries, needsApproval, decisionReason, rows, writtenEntries, leftOut, substituted },
    markedPersons,
    ...{ contentHash, byteSize, checkReason, archiveHash, downloads },
    profile: profileView(row.profile),
    requestedAt: row.requestedAt.toISOString(),
    decidedAt: iso(row.decidedAt),
    writtenAt: iso(row.writtenAt),
    checkedAt: iso(row.checkedAt),
    checkedLines: row.checkedLines?.length ?? null,
    expiresAt: iso(row.expiresAt),
    archivedAt: iso(row.archivedAt),
    downloadedAt: iso(row.downloadedAt),
    erasedAt: iso(row.erasedAt),
    eraseReason: row.eraseReason,
  };
}

function partOf(row: ExportRow, staffMemberId: string | null): ExportView['part'] {
  if (staffMemberId === row.requestedBy) return 'requested';
  if (staffMemberId === row.decidedBy) return 'decided';
  return staffMemberId !== null && staffMemberId === row.checkedBy ? 'checked' : 'none';
}

const mediaOf = (
  db: Db | Tx,
  rows: readonly ExportRow[],
): Promise<Array<Selectable<ExportMedia>>> =>
  db
    .selectFrom('exportMedia')
    .selectAll()
    .where(
      'exportId',
      'in',
      rows.map(({ exportId }) => exportId),
    )
    .orderBy('usedAt')
    .execute();

async function batchLabels(
  db: Db | Tx,
  exports: readonly ExportRow[],
): Promise<ReadonlyMap<string, string>> {
  const ids = exports.flatMap(({ filter }) => filter.batchId ?? []);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('batches')
    .select(['batchId', 'label'])
    .where('batchId', 'in', ids)
    .execute();
  return new Map(rows.map(({ batchId, label }) => [batchId, label]));
}
