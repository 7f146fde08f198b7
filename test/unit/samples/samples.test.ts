import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormTemplate } from '../../../schemas/form-template.ts';

const SAMPLES = new URL('../../../samples/', import.meta.url);

type Truth = {
  sheet: string;
  file: string;
  page: number;
  template: string;
  fields: Record<string, string>;
  plantedProblems: string[];
};

const read = (path: string): string => readFileSync(new URL(path, SAMPLES), 'utf8');
const truths: Truth[] = readdirSync(new URL('truth/', SAMPLES)).map((name) =>
  JSON.parse(read(`truth/${name}`)),
);
const sheets = truths.filter((truth) => truth.template === 'jp-covid19-2021');

function table(name: string): Record<string, string>[] {
  const [head = '', ...rows] = read(`masters/${name}.csv`).trimEnd().split('\r\n');
  const columns = head.split(',');
  return rows.map((row) => {
    const cells = row.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  });
}

const residents = new Map(table('residents').map((row) => [row['宛名番号'], row]));
const tickets = table('issued-tickets');
const institutions = new Set(table('institutions').map((row) => row['医療機関コード']));
const lots = new Map(table('lots').map((row) => [row['lot'], row]));

const planted = (truth: Truth, problem: string): boolean => truth.plantedProblems.includes(problem);

const ticketOf = ({ fields }: Truth) =>
  tickets.find(
    (row) =>
      row['自治体コード'] === fields['municipalityCode'] &&
      row['券番号'] === fields['ticketNumber'] &&
      row['券種'] === fields['ticketType'] &&
      row['回数'] === fields['doseNumberOnTicket'],
  );

describe('the sample files', () => {
  it('are 24 sheets, some blank backs and a foreign page, below 12 MB', () => {
    expect(sheets).toHaveLength(24);
    expect(truths.filter((truth) => truth.template === 'blank').length).toBeGreaterThan(1);
    expect(truths.filter((truth) => truth.template === 'other')).toHaveLength(1);
    const bytes = readdirSync(new URL('scans/', SAMPLES)).reduce(
      (sum, name) => sum + statSync(new URL(`scans/${name}`, SAMPLES)).size,
      0,
    );
    expect(bytes).toBeLessThan(12_000_000);
  });

  it('are all accounted for, page by page', () => {
    const files = readdirSync(new URL('scans/', SAMPLES)).map((name) => `scans/${name}`);
    expect([...new Set(truths.map((truth) => truth.file))].sort()).toEqual(files.sort());
    for (const file of files) {
      const pages = truths.filter((truth) => truth.file === file).map((truth) => truth.page);
      expect(pages.sort((a, b) => a - b)).toEqual(pages.map((_, i) => i + 1));
    }
  });
});

describe('the truth', () => {
  const template = FormTemplate.parse(
    JSON.parse(readFileSync(new URL('../forms/jp-covid19-2021/template.json', SAMPLES), 'utf8')),
  );

  it('says every field of the form on every sheet, and no other', () => {
    const expected = template.fields.map((field) => field.id).sort();
    for (const sheet of sheets) expect(Object.keys(sheet.fields).sort()).toEqual(expected);
  });

  it('says only values a choice may take', () => {
    const wrong = template.fields.flatMap(({ id, options }) =>
      options
        ? sheets.filter((sheet) => !options.some((option) => option.value === sheet.fields[id]))
        : [],
    );
    expect(wrong.map((sheet) => sheet.sheet)).toEqual([]);
  });

  it('has an OCR line made of its four parts', () => {
    for (const { fields } of sheets) {
      const { ticketType, doseNumberOnTicket, municipalityCode, ticketNumber } = fields;
      expect(fields['ocrLine']).toBe(
        `${ticketType}${doseNumberOnTicket}${municipalityCode}${ticketNumber}`,
      );
    }
  });
});

describe('the masters', () => {
  it('know every ticket but the one planted as not issued', () => {
    const unknown = sheets.filter((sheet) => !ticketOf(sheet));
    expect(unknown).toEqual(sheets.filter((sheet) => planted(sheet, 'ticket_not_issued')));
    expect(unknown).toHaveLength(1);
  });

  it('know the person on every issued ticket, as the sheet names them', () => {
    for (const sheet of sheets.filter((candidate) => ticketOf(candidate))) {
      const resident = residents.get(ticketOf(sheet)?.['宛名番号'] ?? '');
      expect(resident?.['氏名']?.replace('　', ' ')).toBe(sheet.fields['name']);
      const mismatch = resident?.['生年月日'] !== sheet.fields['birthDate'];
      expect(mismatch).toBe(planted(sheet, 'register_birthdate_mismatch'));
    }
  });

  it('know every institution but the one planted as unknown, and every code passes Luhn', () => {
    const unknown = sheets.filter(
      (sheet) => !institutions.has(sheet.fields['institutionCode'] ?? ''),
    );
    expect(unknown).toEqual(sheets.filter((sheet) => planted(sheet, 'institution_unknown')));
    const codes = sheets.map((sheet) => sheet.fields['institutionCode'] ?? '');
    expect([...codes, ...institutions].filter((code) => !passesLuhn(code ?? ''))).toEqual([]);
  });

  it('know every lot but the one planted as unknown, with the expiry the sticker prints', () => {
    for (const sheet of sheets.filter(({ fields }) => fields['lotNumber'] !== '')) {
      const lot = lots.get(sheet.fields['lotNumber'] ?? '');
      expect(lot === undefined).toBe(planted(sheet, 'lot_unknown'));
      if (lot) expect(lot['expiry']).toBe(sheet.fields['lotExpiry']);
    }
  });

  it('leave two sheets with an examination and no vaccine', () => {
    const examined = sheets.filter((sheet) => sheet.fields['ticketType'] === '1');
    expect(examined).toHaveLength(2);
    for (const { fields } of examined) {
      expect(fields['physicianDecision']).toBe('postpone');
      expect(fields['vaccineName'] + (fields['lotNumber'] ?? '') + fields['doseVolumeMl']).toBe('');
    }
  });

  it('name nobody whose ticket number stands alone: each differs from another in one digit', () => {
    const numbers = [...new Set(tickets.map((row) => row['券番号'] ?? ''))];
    const lonely = numbers.filter(
      (number) => !numbers.some((other) => differences(number, other) === 1),
    );
    expect(lonely.length).toBeLessThan(numbers.length / 4);
  });
});

const differences = (a: string, b: string): number =>
  [...a].filter((char, i) => char !== b[i]).length;

function passesLuhn(code: string): boolean {
  const sum = [...code].reverse().reduce((total, char, i) => {
    const value = Number(char) * (i % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return code.length === 10 && sum % 10 === 0;
}
