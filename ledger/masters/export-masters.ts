import { sql } from 'kysely';
import { RejectedInputError } from '../../runtime/errors.ts';
import { MASTERS, type Master, MasterKind, type MasterRow } from '../../schemas/master-kinds.ts';
import type { MasterProfile, ProfileFile } from '../../schemas/master-profile.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { lockMasters } from './attribute.ts';
import { escapeFormula, writeCell } from './cells.ts';
import { shiftJisEncoder } from './shift-jis.ts';
import { tableOf } from './staging.ts';
import { writeCsv } from './write-csv.ts';

/** Rows that are in memory together. */
const AT_A_TIME = 5_000;

/** Keeps one file; it is whole when the bytes have ended. */
export type KeepFile = (file: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>;

export type ExportCounts = Readonly<Partial<Record<MasterKind, number>>>;

/**
 * Writes the masters of the actor's municipality, all of one moment, as the profile has its files. Imported again with the
 * same profile they change nothing. Throws `masters.not_in_shift_jis` rather than write another character.
 */
export async function exportMasters(
  db: Db,
  context: ActContext,
  profile: MasterProfile,
  keep: KeepFile,
): Promise<ExportCounts> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'masters.export',
    resourceKind: 'masters',
    resourceId: null,
    detailOf: (counts: ExportCounts): AuditDetail => ({ profile: profile.id, ...counts }),
  } as const;
  return performAct(db, context, target, async (tx) => {
    await lockMasters(tx, municipalityId);
    const counts: Partial<Record<MasterKind, number>> = {};
    for (const kind of MasterKind.options) {
      const file = profile.files[kind];
      if (file === undefined) continue;
      let rows = 0;
      const pages = pagesOf(tx, municipalityId, kind);
      const counted = async function* () {
        for await (const page of pages) {
          rows += page.length;
          yield page;
        }
      };
      await keep(file.file, encoded(profile, linesOf(kind, profile, file, counted())));
      counts[kind] = rows;
    }
    return counts;
  });
}

/** In the order of the key, each page behind the last row of the one before. */
async function* pagesOf(
  tx: Tx,
  municipalityId: string,
  kind: MasterKind,
): AsyncGenerator<MasterRow[]> {
  const { key, fields }: Master = MASTERS[kind];
  const keys = sql.join(key.map((field) => sql.ref(field)));
  const columns = sql.join(Object.keys(fields).map((field) => sql.ref(field)));
  for (let last: MasterRow | undefined; ; ) {
    const values = key.map((field) => last?.[field]);
    const behind = last === undefined ? sql`` : sql`and (${keys}) > (${sql.join(values)})`;
    const { rows } = await sql<MasterRow>`select ${columns} from ${tableOf(kind)}
      where municipality_id = ${municipalityId} ${behind}
      order by ${keys} limit ${AT_A_TIME}`.execute(tx);
    if (rows.length > 0) yield rows;
    if (rows.length < AT_A_TIME) return;
    last = rows.at(-1);
  }
}

async function* linesOf(
  kind: MasterKind,
  { days, lineEnd }: MasterProfile,
  file: ProfileFile,
  pages: AsyncIterable<readonly MasterRow[]>,
): AsyncGenerator<string> {
  const { fields }: Master = MASTERS[kind];
  const columns = Object.entries(file.columns);
  yield writeCsv([columns.map(([, { header }]) => header)], lineEnd);
  for await (const page of pages) {
    const rows = page.map((row) =>
      columns.map(([field, column]) =>
        escapeFormula(writeCell(column, row[field] ?? null, days, fields[field] ?? 'text')),
      ),
    );
    yield writeCsv(rows, lineEnd);
  }
}

async function* encoded(
  { encoding, byteOrderMark }: MasterProfile,
  lines: AsyncIterable<string>,
): AsyncGenerator<Uint8Array> {
  const utf8 = new TextEncoder();
  if (encoding === 'utf-8') {
    if (byteOrderMark) yield utf8.encode('\uFEFF');
    for await (const text of lines) yield utf8.encode(text);
    return;
  }
  const shiftJis = shiftJisEncoder();
  for await (const text of lines) {
    const bytes = shiftJis.encode(text);
    if (bytes === null) throw new RejectedInputError('masters.not_in_shift_jis');
    yield bytes;
  }
}
