import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { registeredAddress } from '../../samples/generator/books.ts';
import { inventPeople, type Person } from '../../samples/generator/people.ts';
import { makeRng } from '../../samples/generator/rng.ts';

const HEADER =
  '宛名番号,氏名,カナ,生年月日,性別,住所,世帯番号,住登外フラグ,転入日,転出日,死亡日\r\n';
const AT_A_TIME = 5_000;

/** What a month does to a register: every hundredth person moves within the town, every two-hundredth out of it. */
const MOVED = { within: 100, out: 200 } as const;

/** A register of invented persons, as it is now or a month later. */
export async function writeResidents(
  path: string,
  count: number,
  when: 'now' | 'a month later',
): Promise<void> {
  await pipeline(Readable.from(written(count, when === 'a month later')), createWriteStream(path));
}

function* written(count: number, later: boolean): Generator<string> {
  const rng = makeRng('yoshin bench: residents');
  yield HEADER;
  for (let from = 0; from < count; from += AT_A_TIME) {
    const people = inventPeople(Math.min(AT_A_TIME, count - from), rng, from);
    yield people.map((person, seat) => lineOf(person, later ? from + seat : null)).join('');
  }
}

/** `index`: a month later; `null`: now. */
function lineOf(person: Person, index: number | null): string {
  const within = index !== null && index % MOVED.within === 1;
  const out = index !== null && index % MOVED.out === 3;
  const address = registeredAddress(within ? { ...person, house: person.house + 20 } : person);
  return `${[
    person.residentId,
    `${person.surname}　${person.given}`,
    `${person.surnameKana}　${person.givenKana}`,
    person.birthDate,
    person.sex === 'male' ? '男' : '女',
    address,
    person.householdId,
    person.nonRegistered ? '1' : '0',
    '',
    out ? '2026-10-31' : '',
    '',
  ].join(',')}\r\n`;
}
