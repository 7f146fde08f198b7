import { sql } from 'kysely';
import { personOf, RULES_VERSION } from '../../rules/checks/facts.ts';
import { gatherFacts } from '../../rules/checks/gather-facts.ts';
import { runChecks } from '../../rules/checks/run-checks.ts';
import { entryKindOf, recordOf, valuesOf } from '../../rules/record.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { Finding, FindingCode } from '../../schemas/finding.ts';
import type {
  ClosedField,
  LedgerContent,
  LiftedFinding,
} from '../../schemas/inoculation-record.ts';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { sheetAsked } from '../intake/sheet-asked.ts';
import { databaseMasters } from '../masters-lookup.ts';
import { askedFields, type ReviewDeps, statusOf } from '../review/round.ts';
import type { LeaseRow, RoundState } from '../review/round-state.ts';
import { drawSamples } from '../sampling/draw.ts';
import { appendCheckpoint } from './checkpoint.ts';
import { commitmentsOf, saltsFor } from './commitments.ts';
import { keyingsHashOf, leafHashOf, signaturesHashOf } from './leaf.ts';
import { recordPerson, type SettledPerson, settlePerson } from './settle-person.ts';

type Approved = Readonly<{
  lease: LeaseRow;
  state: RoundState;
  signatureId: string;
  /** Blocking findings that person B says to have seen. */
  acknowledged: readonly FindingCode[];
}>;

/** Writes what two people stand behind: entry, content, signed checkpoint. The caller's transaction commits. */
export async function commitEntry(
  tx: Tx,
  deps: ReviewDeps,
  context: ActContext,
  { lease, state, signatureId, acknowledged }: Approved,
): Promise<string> {
  const { municipalityId } = context.actor;
  const { round, sheet } = state;
  const { content, settled } = await contentOf(tx, context, state, acknowledged);
  const salts = saltsFor(content, deps.randomness);
  const signatures = await tx
    .selectFrom('signatures')
    .selectAll()
    .where('roundId', '=', round.roundId)
    .where('pass', '=', round.pass)
    .execute();
  const verified = signatures.find((row) => row.purpose === 'verify');
  const approved = signatures.find((row) => row.signatureId === signatureId);
  if (verified === undefined || approved === undefined) throw new InvariantError('bug.invariant');
  const entry = {
    entryId: context.newId(),
    municipalityId,
    leafIndex: await nextLeafIndex(tx, municipalityId),
    kind: entryKindOf(round.kind, valuesOf(content.fields)),
    sheetId: sheet.sheetId,
    roundId: round.roundId,
    pass: round.pass,
    supersedes: round.amendsEntryId,
    imageHash: sheet.imageHash,
    verifySignatureId: verified.signatureId,
    verifiedBy: verified.staffMemberId,
    approveSignatureId: approved.signatureId,
    approvedBy: approved.staffMemberId,
    fencingToken: lease.fencingToken,
    engineVersion: state.reading.engineVersion,
    rulesVersion: RULES_VERSION,
    template: `${state.template.id}@${state.template.version}`,
    commitments: commitmentsOf(content, salts),
    signaturesHash: signaturesHashOf(signatures),
    keyingsHash: keyingsHashOf(await keyingsOfRound(tx, round.roundId)),
    committedAt: context.now,
  };
  const leafHash = leafHashOf(entry);
  await tx
    .insertInto('ledgerEntries')
    .values({
      ...entry,
      commitments: JSON.stringify(entry.commitments),
      leafHash: leafHash.toString('hex'),
    })
    .execute();
  if (settled !== null) await recordPerson(tx, municipalityId, entry.entryId, settled);
  await tx
    .insertInto('ledgerContents')
    .values({
      entryId: entry.entryId,
      municipalityId,
      residentId: content.record.residentId,
      content: JSON.stringify(content),
      salts: JSON.stringify(salts),
    })
    .execute();
  await drawSamples(tx, context, { ...entry, fields: content.fields }, state);
  const { leafIndex } = entry;
  await appendCheckpoint(
    tx,
    { municipalityId, leafIndex, leafHash, signedAt: context.now },
    deps.signer,
  );
  return entry.entryId;
}

const keyingsOfRound = (tx: Tx, roundId: string) =>
  tx.selectFrom('keyings').selectAll().where('roundId', '=', roundId).execute();

/** Holds the municipality's ledger until the transaction ends: leaves are numbered without a gap. */
async function nextLeafIndex(tx: Tx, municipalityId: string): Promise<number> {
  const lock = `yoshin.ledger.${municipalityId}`;
  await sql`select pg_advisory_xact_lock(hashtext(${lock}))`.execute(tx);
  const { next } = await tx
    .selectFrom('ledgerEntries')
    .select(sql<number>`coalesce(max(leaf_index) + 1, 0)`.as('next'))
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  return next;
}

async function contentOf(
  tx: Tx,
  context: ActContext,
  state: RoundState,
  acknowledged: readonly FindingCode[],
): Promise<Readonly<{ content: LedgerContent; settled: SettledPerson | null }>> {
  const { round, sheet, template, naming } = state;
  if (round.kind === 'void') return { content: await voidedContent(tx, state), settled: null };
  const fields = askedFields(state).map((field): ClosedField => {
    const status = statusOf(state, field);
    if (status.kind !== 'closed') throw new InvariantError('bug.invariant');
    return status.field;
  });
  const values = valuesOf(fields);
  const asked = await sheetAsked(tx, context, sheet, template);
  const settled = naming.asked ? await settlePerson(tx, context, state, values) : null;
  const named = settled === null ? {} : { named: settled.resident };
  const facts = await gatherFacts(
    { ...asked, ...named, values, doubtful: new Set(), final: true },
    databaseMasters(tx, round.municipalityId, sheet.sheetId),
  );
  // A dose in nobody's name helps nobody and could be anybody's.
  const person = personOf(facts);
  if (person === null)
    throw new RejectedInputError('review.person_unknown', { fields: ['ocrLine'] });
  const findings = runChecks(facts);
  refuseUnseen(findings, acknowledged);
  const overrides = liftedOf(findings);
  const entered = overrides.filter(({ grant }) => grant !== null);
  const restsOn = new Set(entered.map(({ kind }) => kind));
  const content = {
    record: recordOf(template, values, person.resident, restsOn),
    fields,
    findings: findings.map((finding) => finding.code),
    ...(overrides.length === 0 ? {} : { overrides }),
    reason: round.reason,
    ...(settled === null ? {} : { person: settled.named }),
  };
  return { content, settled };
}

/** Which findings an override answers, and who stands behind it. */
const liftedOf = (findings: readonly Finding[]): LiftedFinding[] =>
  findings.flatMap(({ code, override }) => {
    if (override === undefined) return [];
    const { kind, reason, grant = null } = override;
    return [{ finding: code, kind, reason, grant }];
  });

/** What blocks is committed knowingly or not at all: two people agreeing on a value do not make it right. */
function refuseUnseen(findings: readonly Finding[], acknowledged: readonly FindingCode[]): void {
  const unseen = findings.filter(
    ({ severity, code }) => severity === 'block' && !acknowledged.includes(code),
  );
  if (unseen.length === 0) return;
  const fields = [...new Set(unseen.flatMap((finding) => finding.fields))];
  throw new RejectedInputError('review.finding_open', { fields });
}

/** A voiding repeats whose record is voided, and why; it says nothing new about the dose. */
async function voidedContent(tx: Tx, { round }: RoundState): Promise<LedgerContent> {
  const { content } = await tx
    .selectFrom('ledgerContents')
    .select('content')
    .where('entryId', '=', round.amendsEntryId ?? '')
    .executeTakeFirstOrThrow();
  return { record: content.record, fields: [], findings: [], reason: round.reason };
}
