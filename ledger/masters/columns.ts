import type { z } from 'zod';
import { EarlierDose, Institution, IssuedTicket, Lot, Resident } from '../../schemas/masters.ts';

/** How one file is read: which column feeds which field, and what makes two lines the same thing. */
export type MasterFile<S extends z.ZodObject> = Readonly<{
  file: string;
  schema: S;
  columns: Readonly<Record<keyof S['shape'] & string, Column>>;
  key: ReadonlyArray<keyof S['shape'] & string>;
}>;
type Column = Readonly<{ header: string; read: (cell: string) => unknown }>;

const text = (header: string): Column => ({ header, read: (cell) => cell });
const textOrNull = (header: string): Column => ({
  header,
  read: (cell) => (cell === '' ? null : cell),
});

/** Excel turns 2021-04-05 into 2021/4/5 when a file is opened and saved. */
const date = (header: string): Column => ({
  header,
  read: (cell) => {
    const parts = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(cell);
    if (parts === null) return undefined;
    const [, year = '', month = '', day = ''] = parts;
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  },
});

/** A word outside the list reads as `undefined`, which every schema refuses. */
const oneOf = (header: string, words: Readonly<Record<string, unknown>>): Column => ({
  header,
  read: (cell) => (Object.hasOwn(words, cell) ? words[cell] : undefined),
});

const define = <S extends z.ZodObject>(file: MasterFile<S>) => file;

export const RESIDENTS = define({
  file: 'residents.csv',
  schema: Resident,
  columns: {
    residentId: text('宛名番号'),
    name: text('氏名'),
    kana: text('カナ'),
    birthDate: date('生年月日'),
    sex: oneOf('性別', { 男: 'male', 女: 'female', '': null }),
    address: text('住所'),
    householdId: textOrNull('世帯番号'),
    nonRegistered: oneOf('住登外フラグ', { '0': false, '1': true }),
  },
  key: ['residentId'],
});

export const ISSUED_TICKETS = define({
  file: 'issued-tickets.csv',
  schema: IssuedTicket,
  columns: {
    municipalityCode: text('自治体コード'),
    ticketNumber: text('券番号'),
    ticketType: text('券種'),
    doseNumber: text('回数'),
    residentId: text('宛名番号'),
  },
  key: ['municipalityCode', 'ticketNumber', 'ticketType', 'doseNumber'],
});

export const INSTITUTIONS = define({
  file: 'institutions.csv',
  schema: Institution,
  columns: {
    institutionCode: text('医療機関コード'),
    name: text('名称'),
    address: text('所在地'),
  },
  key: ['institutionCode'],
});

export const LOTS = define({
  file: 'lots.csv',
  schema: Lot,
  columns: {
    lotNumber: text('lot'),
    product: text('product'),
    manufacturer: text('manufacturer'),
    expiry: date('expiry'),
    validFrom: date('valid_from'),
    validTo: date('valid_to'),
  },
  key: ['lotNumber', 'product'],
});

export const EARLIER_DOSES = define({
  file: 'history.csv',
  schema: EarlierDose,
  columns: {
    residentId: text('宛名番号'),
    ticketNumber: text('券番号'),
    doseNumber: text('回数'),
    vaccinationDate: date('接種年月日'),
    product: text('製品名'),
    lotNumber: text('lot'),
    doseVolumeMl: text('接種量'),
    institutionCode: text('医療機関コード'),
  },
  key: ['residentId', 'doseNumber', 'vaccinationDate', 'product'],
});
