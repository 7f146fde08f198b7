import { askAbout, type MastersSay, valuesOf } from '../../rules/evidence/masters-say.ts';
import { readersApart } from '../../rules/evidence/readers-apart.ts';
import { hearingOf } from '../../rules/evidence/weigh-masters.ts';
import type { Keyed } from '../../rules/field-closure.ts';
import type { FieldDoubt } from '../../schemas/api/review.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import type { Tx } from '../database.ts';
import { databaseEvidence } from '../masters-lookup.ts';
import { askedFields, isHidden, statusOf } from './round.ts';
import { keyingsOf, type RoundState } from './round-state.ts';

/**
 * Why fields are in doubt. A is told after keying, and what the masters hold of it; C sees both keyings and nothing of
 * the masters, for it is about the ink and not about whom; B never sees what A keyed.
 */
export async function doubtsOf(
  tx: Tx,
  state: RoundState,
  purpose: Purpose,
  today: string,
): Promise<ReadonlyMap<string, FieldDoubt>> {
  const fields = askedFields(state).filter((field) => isInDoubt(state, field, purpose));
  if (fields.length === 0) return new Map();
  const known = knownFields(state);
  const masters = purpose === 'verify' ? await mastersSay(tx, state, known) : null;
  const said = masters === null ? null : { masters, fields: known, today };
  return new Map(
    fields.map((field) => {
      const candidates = state.reading.fields[field.id]?.candidates ?? [];
      const hearing = said === null ? null : hearingOf(field.id, said);
      const mine = keyedValue(state.mine.get(field.id));
      const doubt: FieldDoubt = {
        candidates: candidates.map((each) => ({
          ...each,
          held: hearing === null ? null : hearing.holds(each.value),
        })),
        otherKeyings: purpose === 'adjudicate' ? keyingsToCompare(state, field) : [],
        readersApart: readersApart(candidates),
        master:
          hearing === null || mine === null
            ? null
            : { name: hearing.master, holdsMine: hearing.holds(mine), says: hearing.says ?? null },
      };
      return [field.id, doubt];
    }),
  );
}

function isInDoubt(state: RoundState, field: FormField, purpose: Purpose): boolean {
  if (purpose === 'approve' || (purpose === 'verify' && !state.mine.has(field.id))) return false;
  return statusOf(state, field).kind !== 'closed';
}

function keyingsToCompare(state: RoundState, field: FormField): FieldDoubt['otherKeyings'] {
  const { verify, approve } = keyingsOf(state, field);
  return [...(verify === null ? [] : [verify]), ...approve].map(({ answer, value }) => ({
    answer,
    value,
  }));
}

/** What the register says of a day that is still to be keyed unseen must not show through in what it says of others. */
async function mastersSay(
  tx: Tx,
  state: RoundState,
  fields: Readonly<Record<string, FieldReading>>,
): Promise<MastersSay> {
  const birthDate = state.template.fields.find(({ id }) => id === 'birthDate');
  const hides = birthDate !== undefined && isHidden(state, birthDate, 'verify');
  const { municipalityId, sheetId } = state.sheet;
  const masters = await databaseEvidence(tx, municipalityId, sheetId);
  return askAbout(hides ? null : state.naming.person, fields, masters);
}

/** The readings, with what people have said of the fields in the readers' place. */
function knownFields(state: RoundState): Record<string, FieldReading> {
  return Object.fromEntries(
    Object.entries(state.reading.fields).map(([id, reading]) => {
      const field = state.template.fields.find((each) => each.id === id);
      const status = field === undefined ? null : statusOf(state, field);
      const closed = status?.kind === 'closed' ? status.field.value : null;
      const value = keyedValue(state.mine.get(id)) ?? closed;
      if (value === null) return [id, reading];
      const own = { value, probability: 1, source: 'keyed' };
      const others = valuesOf(reading).includes(value) ? [] : [own];
      const candidates = [...reading.candidates, ...others];
      return [id, { ...reading, value, accepted: closed !== null, candidates }];
    }),
  );
}

const keyedValue = (keyed: Keyed | undefined): string | null =>
  keyed?.answer === 'value' ? keyed.value : null;
