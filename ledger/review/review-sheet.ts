import type { OtherScan } from '../../rules/checks/facts.ts';
import { gatherFacts } from '../../rules/checks/gather-facts.ts';
import { runChecks } from '../../rules/checks/run-checks.ts';
import { effectiveKeying, type FieldStatus, type Keyed } from '../../rules/field-closure.ts';
import { newcomerOf } from '../../rules/person-field.ts';
import { entryKindOf } from '../../rules/record.ts';
import { registerValueOf } from '../../rules/register-values.ts';
import type { SheetPlace } from '../../schemas/api/intake.ts';
import type { ReviewField, ReviewMatch, ReviewSheet } from '../../schemas/api/review.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { Resident } from '../../schemas/masters.ts';
import type { OverrideView } from '../../schemas/override.ts';
import type { BoxMm, FieldReading } from '../../schemas/reading.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { sheetAsked } from '../intake/sheet-asked.ts';
import { sheetPlaces } from '../intake/view-of-sheet.ts';
import { databaseMasters } from '../masters-lookup.ts';
import { findOverrides } from '../overrides/find-overrides.ts';
import { recordedDosesOf } from '../recorded-doses.ts';
import { doubtsOf } from './doubts.ts';
import { leaseView } from './leases.ts';
import { namingView } from './naming-view.ts';
import { type MatchNow, matchNow } from './person-match.ts';
import { hiddenFields, isPersonOpen, personShown, visiblePerson } from './person-shown.ts';
import {
  askedFields,
  isHidden,
  loadRound,
  mayAnswer,
  mustAnswer,
  statusOf,
  type Templates,
} from './round.ts';
import type { LeaseRow, RoundState } from './round-state.ts';

/** The sheet as the holder of a lease may see it: nothing of a reading still to be keyed unseen. */
export async function buildReviewSheet(
  tx: Tx,
  context: ActContext,
  templates: Templates,
  lease: LeaseRow,
): Promise<ReviewSheet> {
  const state = await loadRound(tx, templates, lease);
  const { round, sheet, template } = state;
  const values = visibleValues(state, lease.purpose);
  const { municipalityId } = round;
  const asked = {
    ...(await sheetAsked(tx, context, sheet, template)),
    values,
    ...personAsked(state, lease.purpose, values),
    // Shown and keyed values are people's to judge; what no reader stands behind is not among them.
    doubtful: new Set<string>(),
    hidden: new Set(hiddenFields(state, lease.purpose)),
    // B decides on what people closed; what A sees is still under way.
    final: lease.purpose === 'approve' && round.kind !== 'void',
  };
  const doubts = await doubtsOf(tx, state, lease.purpose, asked.today);
  const facts = await gatherFacts(asked, databaseMasters(tx, municipalityId, sheet.sheetId));
  const shown = personShown(state, lease.purpose);
  const person = shown === null ? null : visiblePerson(state, lease.purpose, shown);
  const match = await matchNow(tx, state, lease.purpose);
  return {
    sheetId: sheet.sheetId,
    roundId: round.roundId,
    roundKind: round.kind,
    purpose: lease.purpose,
    lease: leaseView(lease),
    imageHash: sheet.imageHash,
    pageMm: template.pageMm,
    registration: sheet.registration,
    templateTitleJa: template.titleJa,
    templateTitleEn: template.titleEn,
    fields: shownFields(state, lease.purpose).map((field) =>
      reviewField(state, field, lease.purpose, doubts.get(field.id) ?? null),
    ),
    person,
    match: visibleMatch(state, lease.purpose, match),
    naming: await namingView(tx, state, lease.purpose, match),
    earlierDoses:
      person === null
        ? []
        : (await recordedDosesOf(tx, municipalityId, person.residentId, sheet.sheetId)).map(
            ({ programme: _, ...dose }) => dose,
          ),
    findings: round.kind === 'void' ? [] : runChecks(facts),
    programme: asked.programme,
    overrides: await overridesOf(tx, context, person, asked.programme),
    otherScans: await placesOf(tx, municipalityId, facts.otherScans ?? []),
    entryKind: entryKindOf(round.kind, values),
    reasonForRound: round.reason,
    returnedReason: round.returnedReason,
    note: round.note,
  };
}

/** Those withdrawn are of no use at the desk. */
async function overridesOf(
  tx: Tx,
  { actor }: ActContext,
  person: ReviewSheet['person'],
  programme: string | null,
): Promise<OverrideView[]> {
  if (person === null || programme === null) return [];
  const { residentId } = person;
  const { items } = await findOverrides(tx, actor, { residentId });
  return items.filter((each) => each.programme === programme && each.state !== 'withdrawn');
}

/** Whom the checks are about, where people are asked: as far as this person knows it. */
function personAsked(
  state: RoundState,
  purpose: Purpose,
  values: Record<string, string | null>,
): { named?: Resident | null } {
  if (!state.naming.asked) return {};
  const isOpen = isPersonOpen(state, purpose);
  if (!isOpen && state.naming.said?.kind === 'not_registered') {
    const newcomer = newcomerOf(values);
    return { named: newcomer === null ? null : { residentId: '', ...newcomer } };
  }
  return { named: personShown(state, purpose) };
}

async function placesOf(
  tx: Tx,
  municipalityId: string,
  scans: readonly OtherScan[],
): Promise<SheetPlace[]> {
  const ids = scans.map(({ sheetId }) => sheetId);
  return [...(await sheetPlaces(tx, municipalityId, ids)).values()];
}

function visibleMatch(
  state: RoundState,
  purpose: Purpose,
  match: MatchNow | null,
): ReviewMatch | null {
  if (match === null) return null;
  const { named: _row, ...rest } = match;
  const others = match.others.map((each) => ({
    ...each,
    person: visiblePerson(state, purpose, each.person),
  }));
  return { ...rest, others };
}

function shownFields(state: RoundState, purpose: Purpose): FormField[] {
  const asked = askedFields(state);
  return purpose === 'adjudicate'
    ? asked.filter((field) => mayAnswer(state, field, purpose))
    : asked;
}

function visibleValues(state: RoundState, purpose: Purpose): Record<string, string | null> {
  const values: Record<string, string | null> = {};
  for (const field of state.template.fields) {
    if (field.keying === 'derived' || isHidden(state, field, purpose)) continue;
    const status = statusOf(state, field);
    const keyed = status.kind === 'closed' ? status.field : (state.mine.get(field.id) ?? null);
    values[field.id] = keyed === null ? readValue(state, field) : valueOfAnswer(keyed);
  }
  return values;
}

const valueOfAnswer = (keyed: Pick<Keyed, 'answer' | 'value'>): string | null =>
  keyed.answer === 'blank' ? '' : keyed.value;

/** A reading in doubt says nothing to the checks: only what the readers stand behind does. */
const readValue = (state: RoundState, field: FormField): string | null => {
  const reading = state.reading.fields[field.id];
  return reading?.accepted === true ? reading.value : null;
};

function reviewField(
  state: RoundState,
  field: FormField,
  purpose: Purpose,
  doubt: ReviewField['doubt'],
): ReviewField {
  const reading = state.reading.fields[field.id];
  const hidden = isHidden(state, field, purpose);
  const status = statusOf(state, field);
  const mine = state.mine.get(field.id) ?? null;
  const { id, labelJa, labelEn, type, options, digits, unit, lookAtMm } = field;
  return {
    fieldId: id,
    labelJa,
    labelEn,
    type,
    ...(options === undefined ? {} : { options }),
    ...(digits === undefined ? {} : { digits }),
    ...(unit === undefined ? {} : { unit }),
    lookAtMm,
    keying: purpose === 'verify' ? effectiveKeying(field, reading) : 'unseen',
    reading:
      hidden || purpose !== 'verify' || reading === undefined
        ? null
        : {
            value: reading.value,
            state: reading.state,
            probability: reading.probability,
            boxMm: reading.boxMm,
          },
    boxMm: closedBox(status, reading),
    registerValue: shownRegisterValue(state, field, status, purpose),
    mine: mine === null ? null : { answer: mine.answer, value: mine.value },
    status: status.kind,
    closed: status.kind === 'closed' ? status.field : null,
    mustAnswer: mustAnswer(state, field, purpose),
    byColumn: purpose === 'verify' && state.byColumn.has(id),
    doubt,
  };
}

/** Of a person who is not borne out nothing is shown to compare with: the names are keyed from the paper. */
function shownRegisterValue(
  state: RoundState,
  field: FormField,
  status: FieldStatus,
  purpose: Purpose,
): string | null {
  const isKept = state.numberInDoubt && status.kind !== 'closed';
  return isKept ? null : registerValueOf(field.id, personShown(state, purpose));
}

const closedBox = (status: FieldStatus, reading: FieldReading | undefined): BoxMm | null =>
  status.kind === 'closed' && reading !== undefined ? reading.boxMm : null;
