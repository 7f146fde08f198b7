import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkReadings } from '../../cli/commands/check-readings.ts';
import { readPages } from '../../cli/commands/read-pages.ts';
import { RejectedInputError } from '../../runtime/errors.ts';

/** Page 1: an institution nobody knows. 2: a blank back. 3: a birth date the register has otherwise. 4: nothing. */
const SCAN = 'samples/scans/scan_0015.tif';
const MASTERS = 'samples/masters';

let folder: string;
let readings: string;
let readWithMasters: string[];

const checked = async (path: string, today = '2026-11-23') => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const exit = await checkReadings(path, { masters: MASTERS, json: true, today }, write);
  return { exit, pages: lines.map((line) => JSON.parse(line)) };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-check-'));
  readings = join(folder, 'readings.jsonl');
  const lines: string[] = [];
  await readPages([SCAN, 'no-such-file.jpg'], { json: true }, (line) => lines.push(line));
  await writeFile(readings, `${lines.join('\n')}\n`);
  readWithMasters = [];
  await readPages([SCAN], { json: true, masters: MASTERS }, (line) => readWithMasters.push(line));
});
afterAll(() => rm(folder, { recursive: true }));

it('says of every page whose it is, what is wrong and what it would record; a refused file is handed on', async () => {
  const { exit, pages } = await checked(readings);
  expect(exit).toBe(2);
  expect(pages).toHaveLength(5);
  const [unknown, blank, mismatch, plain, refused] = pages;
  expect(Object.keys(plain)).toEqual(['file', 'page', 'person', 'findings', 'record']);
  expect(unknown).toMatchObject({ page: 1, findings: [{ code: 'institution_unknown' }] });
  expect(blank).toMatchObject({ page: 2, person: null, findings: [], record: null });
  expect(mismatch.findings).toMatchObject([
    { code: 'register_birthdate_mismatch', severity: 'block', kind: 'reading_doubt' },
  ]);
  expect(mismatch.findings[0].message).toMatch(/生年月日.*ください/);
  expect(plain.findings).toEqual([]);
  expect(plain.person.residentId).toMatch(/^51\d{8}$/);
  expect(plain.person.evidence).toContainEqual(
    expect.objectContaining({ field: 'birthDate', agrees: 'agrees' }),
  );
  expect(plain.record).toMatchObject({
    residentId: plain.person.residentId,
    programme: 'covid-19',
    doseNumber: 2,
  });
  expect(refused).toMatchObject({ error: { code: 'resource.not_found' } });
});

it('is what read says when it is given the masters', async () => {
  const { pages } = await checked(readings);
  const both = readWithMasters.map((line) => JSON.parse(line));
  for (const [index, page] of both.entries()) {
    const { person, findings, record } = pages[index] ?? {};
    expect(page.findings).toEqual(findings);
    expect(page.person ?? null).toEqual(person);
    expect(page.record ?? null).toEqual(record);
  }
});

it('hears no master twice: what was read with masters is checked as it is', async () => {
  const heard = join(folder, 'heard.jsonl');
  await writeFile(heard, readWithMasters.join('\n'));
  const { pages } = await checked(heard);
  const both = readWithMasters.map((line) => JSON.parse(line));
  expect(pages.map(({ findings }) => findings)).toEqual(both.map(({ findings }) => findings));
});

it('checks for the day it is given', async () => {
  const codesOn = async (today: string): Promise<string[]> => {
    const { pages } = await checked(readings, today);
    return pages[2].findings.map(({ code }: { code: string }) => code);
  };
  expect(await codesOn('2021-09-01')).toContain('date_in_future');
  expect(await codesOn('2021-09-02')).not.toContain('date_in_future');
});

it('names the line that is no reading', async () => {
  const broken = join(folder, 'broken.jsonl');
  await writeFile(broken, `${readWithMasters[0]}\n{"file":"a.jpg"}\n`);
  await expect(checked(broken)).rejects.toThrow(RejectedInputError);
  await expect(checked(broken)).rejects.toMatchObject({
    code: 'input.readings_invalid',
    cause: { message: '2行目' },
  });
});
