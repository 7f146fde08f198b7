import { dayInJapan } from '../../rules/calendar.ts';
import { gatherFacts } from '../../rules/checks/gather-facts.ts';
import { runChecks } from '../../rules/checks/run-checks.ts';
import { effectiveKeying, type FieldStatus, type Keyed } from '../../rules/field-closure.ts';
import { entryKindOf } from '../../rules/record.ts';
import type { ReviewField, ReviewSheet } from '../../schemas/api/review.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { Resident } from '../../schemas/masters.ts';
import type { BoxMm, FieldReading } from '../../schemas/reading.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { batchMonthOf } from '../intake/batches.ts';
import { earlierDosesOf } from '../masters/lookup.ts';
import { databaseMasters } from '../masters-lookup.ts';
import { leaseView } from './leases.ts';
import {
  askedFields,
  keyedBy,
  type LeaseRow,
  loadRound,
  mustAnswer,
  type RoundState,
  statusOf,
  type Templates,
} from './round.ts';

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
  const batchMonth = await batchMonthOf(tx, sheet.batchId);
  const facts = await gatherFacts(
    { values, today: dayInJapan(context.now), batchMonth },
    databaseMasters(tx, round.municipalityId),
  );
  // Adjudication is about what the ink says, not about whom: no names.
  const anonymous = lease.purpose === 'adjudicate';
  const person = !anonymous && facts.ticket?.issued === true ? facts.ticket.resident : null;
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
      reviewField(state, field, lease.purpose, person),
    ),
    person,
    earlierDoses:
      person === null ? [] : await earlierDosesOf(tx, round.municipalityId, person.residentId),
    findings: runChecks(facts),
    entryKind: entryKindOf(round.kind, values),
    reasonForRound: round.reason,
    returnedReason: round.returnedReason,
    note: round.note,
  };
}

function shownFields(state: RoundState, purpose: Purpose): FormField[] {
  const asked = askedFields(state);
  if (purpose !== 'adjudicate') return asked;
  return asked.filter(
    (field) =>
      mustAnswer(state, field, 'adjudicate') || keyedBy(state, field, 'adjudicate') !== null,
  );
}

/** Is the reading still to be kept from this person? */
export function isHidden(state: RoundState, field: FormField, purpose: Purpose): boolean {
  const keying = effectiveKeying(field, state.reading.fields[field.id]);
  if (purpose === 'verify') {
    return keying === 'unseen' && keyedBy(state, field, 'verify') === null;
  }
  return statusOf(state, field).kind !== 'closed' && purpose === 'approve';
}

function visibleValues(state: RoundState, purpose: Purpose): Record<string, string | null> {
  const values: Record<string, string | null> = {};
  for (const field of state.template.fields) {
    if (field.keying === 'derived' || isHidden(state, field, purpose)) continue;
    const status = statusOf(state, field);
    const keyed = status.kind === 'closed' ? status.field : keyedBy(state, field, 'verify');
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

/** What the register says about the person, per form field it can be compared with. */
const REGISTER_VALUE: Readonly<Record<string, (person: Resident) => string>> = {
  name: (person) => person.name,
  labelName: (person) => person.name,
  kana: (person) => person.kana,
  address: (person) => person.address,
};

function reviewField(
  state: RoundState,
  field: FormField,
  purpose: Purpose,
  person: Resident | null,
): ReviewField {
  const reading = state.reading.fields[field.id];
  const hidden = isHidden(state, field, purpose);
  const status = statusOf(state, field);
  const mine = keyedBy(state, field, purpose);
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
    registerValue: person === null ? null : (REGISTER_VALUE[id]?.(person) ?? null),
    mine: mine === null ? null : { answer: mine.answer, value: mine.value },
    status: status.kind,
    closed: status.kind === 'closed' ? status.field : null,
    mustAnswer: mustAnswer(state, field, purpose),
    doubt: doubtOf(state, field, purpose, mine),
  };
}

const closedBox = (status: FieldStatus, reading: FieldReading | undefined): BoxMm | null =>
  status.kind === 'closed' && reading !== undefined ? reading.boxMm : null;

/** A sees why there is doubt after keying; C sees both keyings; B never sees what A keyed. */
function doubtOf(
  state: RoundState,
  field: FormField,
  purpose: Purpose,
  mine: Keyed | null,
): ReviewField['doubt'] {
  if (purpose === 'approve' || (purpose === 'verify' && mine === null)) return null;
  if (statusOf(state, field).kind === 'closed') return null;
  const candidates = state.reading.fields[field.id]?.candidates ?? [];
  const others =
    purpose === 'adjudicate'
      ? [keyedBy(state, field, 'verify'), keyedBy(state, field, 'approve')]
      : [];
  return {
    candidates: [...candidates],
    otherKeyings: others
      .filter((keyed) => keyed !== null)
      .map(({ answer, value }) => ({ answer, value })),
  };
}
