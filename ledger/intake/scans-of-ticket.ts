import { sql } from 'kysely';
import type { OtherScan } from '../../rules/checks/facts.ts';
import { isToBeLookedAt } from '../../rules/same-paper.ts';
import type { Registration } from '../../schemas/reading.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import type { Db, Tx } from '../database.ts';

/** A scan that says of itself that it is of this ticket, and has not been set aside or replaced. */
export type TicketScan = Readonly<{
  sheetId: string;
  state: SheetState;
  template: string | null;
  blobId: string;
  registration: Registration | null;
  batchClosed: boolean;
  /** The newest word of the ledger on it is that its entry is void. */
  voided: boolean;
}>;

const SPEAKS_FOR_ITSELF: readonly SheetState[] = [
  'checked',
  'in_review',
  'awaiting_approval',
  'adjudication',
  'committed',
  'rescan_requested',
  'rejected',
  'illegible',
];

type Ticket = Readonly<{ municipalityId: string; ticketLine: string }>;

/** The scans of a ticket besides one's own, in the order they came; whatever batch they are in. */
async function scansOfTicket(
  db: Db | Tx,
  { municipalityId, ticketLine }: Ticket,
  exceptSheetId: string | null,
): Promise<TicketScan[]> {
  const rows = await db
    .selectFrom('sheets')
    .innerJoin('batches', 'batches.batchId', 'sheets.batchId')
    .select(['sheetId', 'sheets.state', 'template', 'blobId', 'registration'])
    .select('batches.state as batchState')
    .select(
      sql<boolean>`exists (select from ledger_entries entry
        where entry.sheet_id = sheets.sheet_id and entry.kind = 'voided'
        and not exists (select from ledger_entries newer where newer.supersedes = entry.entry_id))`.as(
        'voided',
      ),
    )
    .where('sheets.municipalityId', '=', municipalityId)
    .where('ticketLine', '=', ticketLine)
    .where('sheets.state', 'in', SPEAKS_FOR_ITSELF)
    .orderBy('sheets.createdAt')
    .orderBy('sheetId')
    .execute();
  return rows
    .filter((row) => row.sheetId !== exceptSheetId)
    .map(({ batchState, ...row }) => ({ ...row, batchClosed: batchState === 'closed' }));
}

/** Those that decide what becomes of a new scan, one that somebody has signed for as closed not among them. */
export async function scansToLookAt(
  db: Db | Tx,
  ticket: Ticket,
  exceptSheetId: string,
): Promise<TicketScan[]> {
  const scans = await scansOfTicket(db, ticket, exceptSheetId);
  return scans.filter(
    (scan) => isToBeLookedAt(scan) && !(scan.state === 'rescan_requested' && scan.batchClosed),
  );
}

/** Until the transaction ends, nobody else decides about a scan of this ticket. */
export async function holdTicket(tx: Tx, { municipalityId, ticketLine }: Ticket): Promise<void> {
  const lock = `yoshin.ticket.${municipalityId}.${ticketLine}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx);
}

/** Those people must know of: one that waits for its own rescan says nothing against this one. */
export async function otherScansOf(
  db: Db | Tx,
  ticket: Ticket,
  exceptSheetId: string | null,
): Promise<OtherScan[]> {
  const scans = await scansOfTicket(db, ticket, exceptSheetId);
  return scans
    .filter(({ state }) => state !== 'rescan_requested')
    .map(({ sheetId, state, voided }) => ({
      sheetId,
      ended: voided || state === 'rejected' || state === 'illegible',
    }));
}
