import { afterAll, beforeAll } from 'vitest';
import { viewEntry } from '../../ledger/entries/list-entries.ts';
import { viewReviewSheet } from '../../ledger/review/answers.ts';
import { namePerson } from '../../ledger/review/name-person.ts';
import type { ReviewSheet } from '../../schemas/api/review.ts';
import { FormField, type FormTemplate } from '../../schemas/form-template.ts';
import type { PersonWord } from '../../schemas/person-word.ts';
import { again, ledgerWorld, type Person, read, TEMPLATE, type World } from './ledger-world.ts';
import { type Hands, takeSheet } from './review-steps.ts';
import { withForm } from './with-form.ts';

const like = (id: string, of: string, keying: FormField['keying']): FormField =>
  FormField.parse({
    ...TEMPLATE.fields.find((field) => field.id === of),
    ...{ id, keying, recordItem: id, labelJa: id, labelEn: id },
  });

const IDENTITY: FormField[] = [
  like('kana', 'name', 'compare'),
  like('address', 'name', 'compare'),
  like('birthDate', 'vaccinationDate', 'unseen'),
];

const WITH_NUMBER: FormTemplate = { ...TEMPLATE, fields: [...TEMPLATE.fields, ...IDENTITY] };
/** A form that nobody pastes a ticket on. */
const WITHOUT_NUMBER: FormTemplate = {
  ...WITH_NUMBER,
  fields: WITH_NUMBER.fields.filter(({ id }) => id !== 'ocrLine'),
};

/** As somebody wrote it who is in no register. */
export const NEWCOMER = {
  name: '髙橋 みどり',
  kana: 'タカハシ ミドリ',
  address: '北区上野東三丁目28番3号',
  birthDate: '1988-04-12',
};
let numbers = 0;
/** A number of this municipality that nobody was given; another every time. */
const notIssued = (): string => {
  numbers += 1;
  return `22272035${String(numbers).padStart(10, '0')}`;
};
export const READS = {
  birthDate: read(NEWCOMER.birthDate, false),
  kana: read(null, false),
  address: read(null, false),
};

export const taken = (apartFrom: string[] = []): PersonWord => ({
  kind: 'not_registered',
  reason: '転入の届け出の前に接種',
  apartFrom,
});
export const registered = (residentId: string, reason: string | null = null): PersonWord => ({
  kind: 'registered',
  residentId,
  reason,
});

export const say = (
  world: World,
  person: Person,
  hands: Pick<Hands, 'held'>,
  word: PersonWord,
): Promise<ReviewSheet> => namePerson(world.deps, again(person.context), { ...hands.held, word });

type Written = Readonly<Partial<typeof NEWCOMER & { ocrLine: string }>>;

/** A keys everything; whose sheet it is comes after. */
export async function keyAll(
  world: World,
  person: Person,
  sheetId: string,
  written: Written = NEWCOMER,
): Promise<Hands> {
  const hands = await takeSheet(world, person, 'verify', sheetId);
  if (written.ocrLine !== undefined) await hands.key('ocrLine', written.ocrLine);
  for (const field of ['name', 'kana', 'address', 'birthDate'] as const) {
    await hands.key(field, written[field] ?? NEWCOMER[field]);
  }
  await hands.confirm('lotNumber');
  await hands.key('vaccinationDate', '2021-10-15');
  return hands;
}

/** B keys of a newcomer what two people have to key. */
export async function keyIdentity(hands: Hands, written: Written = {}): Promise<void> {
  for (const field of ['name', 'kana', 'address'] as const) {
    await hands.key(field, written[field] ?? NEWCOMER[field]);
  }
}

export const fieldOf = (sheet: ReviewSheet, id: string) =>
  sheet.fields.find(({ fieldId }) => fieldId === id);

/** The small form with all that a person is told by, with a place for a ticket or without, and people to review it. */
export function personOffice(name: string, form: 'ticket' | 'no_ticket') {
  const template = form === 'ticket' ? WITH_NUMBER : WITHOUT_NUMBER;
  let world: World;
  let people: Record<'a' | 'b' | 'c', Person>;
  beforeAll(async () => {
    world = withForm(await ledgerWorld(name), template);
    people = {
      a: await world.person('anna', ['reviewer']),
      b: await world.person('botan', ['reviewer']),
      c: await world.person('chika', ['supervisor']),
    };
  });
  afterAll(() => world.close());
  const entryOf = (entryId: string) => viewEntry(world.deps, again(people.b.context), entryId);
  /** Its number reads well and was never issued; no two sheets have the same. */
  const ofNobody = async () => {
    const ocrLine = notIssued();
    const sheet = await world.checkedSheet({ ...READS, ocrLine: read(ocrLine, true) });
    return { ...sheet, written: { ...NEWCOMER, ocrLine } };
  };
  return {
    get world() {
      return world;
    },
    get people() {
      return people;
    },
    ofNobody,
    entryOf,
    lookedAt: (person: Person, sheetId: string) =>
      viewReviewSheet(world.deps, again(person.context), sheetId),
    residents: async () => (await world.db.selectFrom('residents').selectAll().execute()).length,
    entryPersons: (entryId: string) =>
      world.db
        .selectFrom('entryPersons')
        .selectAll()
        .where('entryId', '=', entryId)
        .executeTakeFirstOrThrow(),
    /** A newcomer in the register, with a name of their own: no test meets another's as a namesake. */
    takenIn: async (called: string) => {
      const sheet = await ofNobody();
      const first = await keyAll(world, people.a, sheet.sheetId, {
        ...sheet.written,
        name: called,
      });
      await say(world, people.a, first, taken());
      await first.verify(sheet.imageHash);
      const second = await takeSheet(world, people.b, 'approve', sheet.sheetId);
      await keyIdentity(second, { name: called });
      await say(world, people.b, second, taken());
      const { entryId } = await second.approve(sheet.imageHash, ['ticket_not_issued']);
      if (entryId === null) throw new Error('expected a committed entry');
      return { sheet, entryId, entry: await entryOf(entryId) };
    },
  };
}
