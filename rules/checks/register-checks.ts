import { foldKana } from '../matching/fold-kana.ts';
import { foldName } from '../matching/fold-name.ts';
import { doseDay } from './dose-facts.ts';
import { type Check, personOf, valueIn } from './facts.ts';
import { found } from './finding-rules.ts';

export const birthDateAgrees: Check = (facts) => {
  const written = valueIn(facts, 'birthDate');
  const person = personOf(facts);
  if (written === null || person === null) return null;
  return person.resident.birthDate === written
    ? null
    : found('register_birthdate_mismatch', ['birthDate', person.by]);
};

const IN_FOLDED_FORM = { name: foldName, labelName: foldName, kana: foldKana } as const;
/** Printed, so that a reader's word on it is worth something before people have keyed it. */
const PRINTED = 'labelName';

/**
 * 髙 and 高, kana however written: one name. Handwriting is compared as people keyed it: what a reader makes of it
 * accuses nobody.
 */
export const nameAgrees: Check = (facts) => {
  const person = personOf(facts);
  if (person === null) return null;
  const { name, kana } = person.resident;
  const says = { name, labelName: name, kana };
  const fields = (['name', 'labelName', 'kana'] as const).filter((field) => {
    const written = valueIn(facts, field);
    const isSure = facts.final || (field === PRINTED && !facts.doubtful.has(field));
    if (written === null || says[field] === '' || !isSure) return false;
    const fold = IN_FOLDED_FORM[field];
    return fold(written) !== fold(says[field]);
  });
  return fields.length === 0 ? null : found('register_name_mismatch', fields);
};

/** Whoever was given this dose is not the person the ticket names, or the register errs. */
export const aliveOnDay: Check = (facts) => {
  const day = doseDay(facts);
  const person = personOf(facts);
  const diedOn = person?.resident.diedOn ?? null;
  if (day === null || person === null || diedOn === null || day <= diedOn) return null;
  return found('dose_after_death', [person.by, 'vaccinationDate'], { detail: { died: diedOn } });
};

/** Before moving in, after moving out: it may be for another municipality to pay. */
export const residentOnDay: Check = (facts) => {
  const day = doseDay(facts);
  const person = personOf(facts);
  if (day === null || person === null) return null;
  const { movedInOn, movedOutOn } = person.resident;
  const isHere = day >= (movedInOn ?? day) && day <= (movedOutOn ?? day);
  if (isHere) return null;
  return found('not_resident_on_day', ['vaccinationDate'], {
    restsOn: [person.by],
    detail: { from: movedInOn ?? '—', to: movedOutOn ?? '—' },
  });
};
