import { type EarlierScan, fateOf, type Likeness } from '../../rules/same-paper.ts';
import type { Finding } from '../../schemas/finding.ts';
import type { InkComparison } from '../../schemas/ink-comparison.ts';
import type { PersonMatch } from '../../schemas/person-match.ts';
import { inTransaction } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { type MoveDetail, moveSheet, stageInput } from './move-sheet.ts';
import { replaceByRescan } from './rescans.ts';
import { holdTicket, scansToLookAt } from './scans-of-ticket.ts';
import type { Sheet } from './stages.ts';

/** What laying a sheet on an earlier scan showed. */
export type Look = Readonly<{
  likeness: Likeness;
  ink: InkComparison | null;
  contradicting: readonly string[];
}>;

export type Checked = Readonly<{
  findings: readonly Finding[];
  /** Whose sheet it may be, by what was read. */
  person: PersonMatch;
  /** `null`: the readers are not sure of the ticket, so no other scan can be found by it. */
  ticketLine: string | null;
  /** The other scans of this ticket that were looked at, by sheet. */
  looks: ReadonlyMap<string, Look>;
}>;

/** `look_first`: a scan of this ticket has come that was not looked at; nothing was written. */
export type CheckOutcome =
  | { kind: 'checked' | 'already' }
  | { kind: 'duplicate'; of: string }
  | { kind: 'look_first' };

/**
 * A sheet goes on to people, or is set aside for another scan of the same paper. One sheet of a ticket is
 * decided on at a time: of two scans checked at one moment exactly one stays.
 */
export async function recordChecked(
  db: Db,
  context: ActContext,
  sheet: Sheet,
  checked: Checked,
): Promise<CheckOutcome> {
  const { municipalityId } = context.actor;
  const { ticketLine, looks } = checked;
  return inTransaction(db, async (tx) => {
    if (ticketLine === null) return openRound(tx, context, sheet, checked, null);
    const ticket = { municipalityId, ticketLine };
    await holdTicket(tx, ticket);
    const scans: EarlierScan[] = [];
    for (const scan of await scansToLookAt(tx, ticket, sheet.sheetId)) {
      const look = looks.get(scan.sheetId);
      if (look === undefined) return { kind: 'look_first' };
      scans.push({ ...scan, likeness: look.likeness });
    }
    const fate = fateOf(scans, await wasBroughtBack(tx, sheet.sheetId));
    if (fate.kind === 'duplicate') return setAside(tx, context, sheet, checked, fate.of);
    return openRound(tx, context, sheet, checked, fate.kind === 'rescan' ? fate.of : null);
  });
}

/** A person has said of this sheet that it is no duplicate. */
async function wasBroughtBack(tx: Tx, sheetId: string): Promise<boolean> {
  const event = await tx
    .selectFrom('sheetEvents')
    .select('sheetEventId')
    .where('sheetId', '=', sheetId)
    .where('fromState', '=', 'duplicate')
    .executeTakeFirst();
  return event !== undefined;
}

async function setAside(
  tx: Tx,
  context: ActContext,
  sheet: Sheet,
  { ticketLine, looks }: Checked,
  twin: EarlierScan,
): Promise<CheckOutcome> {
  const moved = await moveSheet(tx, context, {
    sheetId: sheet.sheetId,
    from: 'read',
    to: 'duplicate',
    stage: 'check',
    inputHash: stageInput(sheet),
    detail: { duplicateOf: twin.sheetId, ...evidence(looks.get(twin.sheetId)) },
    patch: { ticketLine, duplicateOf: twin.sheetId },
  });
  return moved === 'already' ? { kind: 'already' } : { kind: 'duplicate', of: twin.sheetId };
}

/** The first review round is opened: the sheet now waits for a person, and is checked anew when somebody looks at it. */
async function openRound(
  tx: Tx,
  context: ActContext,
  sheet: Sheet,
  { findings, person, ticketLine, looks }: Checked,
  wanted: EarlierScan | null,
): Promise<CheckOutcome> {
  const { municipalityId } = context.actor;
  const { sheetId } = sheet;
  const moved = await moveSheet(tx, context, {
    sheetId,
    from: 'read',
    to: 'checked',
    stage: 'check',
    inputHash: stageInput(sheet),
    detail: {
      findings: findings.map((finding) => finding.code),
      person: person.outcome,
      otherScans: [...looks].map(([other, { likeness }]) => `${other} ${likeness}`),
    },
    patch: { ticketLine },
  });
  if (moved === 'already') return { kind: 'already' };
  if (wanted !== null) {
    const detail = { by: 'ticket', ...evidence(looks.get(wanted.sheetId)) };
    await replaceByRescan(tx, context, { sheetId: wanted.sheetId, replacedBy: sheetId, detail });
  }
  await keepMatch(tx, context, sheetId, person);
  await tx
    .insertInto('reviewRounds')
    .values({
      roundId: context.newId(),
      municipalityId,
      sheetId,
      kind: 'initial',
      state: 'awaiting_verification',
      amendsEntryId: null,
      reason: null,
      openedBy: null,
      returnedReason: null,
      note: null,
      openedAt: context.now,
    })
    .execute();
  return { kind: 'checked' };
}

/** A sheet that is checked again is matched again. */
async function keepMatch(
  tx: Tx,
  { actor: { municipalityId }, now }: ActContext,
  sheetId: string,
  { outcome, named, others }: PersonMatch,
): Promise<void> {
  await tx.deleteFrom('sheetPersonMatches').where('sheetId', '=', sheetId).execute();
  await tx
    .insertInto('sheetPersonMatches')
    .values({
      municipalityId,
      sheetId,
      outcome,
      named: named === null ? null : JSON.stringify(named),
      others: JSON.stringify(others),
      matchedAt: now,
    })
    .execute();
}

/** Areas in mm² and field ids: why the two were taken for one paper, and nothing of what stands on it. */
function evidence(look: Look | undefined): MoveDetail {
  if (look === undefined) return {};
  const { likeness, ink, contradicting } = look;
  const hundredths = (mm2: number): number => Math.round(mm2 * 100) / 100;
  return {
    likeness,
    contradicting,
    ...(ink === null
      ? {}
      : {
          inkMm2: hundredths(Math.min(...ink.inkMm2)),
          missingMm2: hundredths(Math.max(...ink.missingMm2)),
          worstTileMm2: hundredths(ink.worstTileMm2),
        }),
  };
}
