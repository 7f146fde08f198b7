import { expect, it } from 'vitest';
import { readPages } from '../../cli/commands/read-pages.ts';
import { loadTruths } from '../../cli/demo/truth.ts';

/** Page 1: an institution nobody knows. 2: a blank back. 3: a birth date the register has otherwise. 4: nothing. */
const SCAN = 'samples/scans/scan_0015.tif';
const WEIGHED = [
  'birthDate',
  'age',
  'institutionCode',
  'lotNumber',
  'lotExpiry',
  'vaccinationDate',
  'labelName',
];

it('reads what is written where the masters hold something else, and says which of them agree', async () => {
  const truths = await loadTruths('samples/truth');
  const lines: string[] = [];
  await readPages([SCAN], { masters: 'samples/masters', json: true }, (line) => lines.push(line));
  const pages = lines.map((line) => JSON.parse(line));
  for (const { page, template, fields } of pages.filter(({ page }) => page !== 2)) {
    const written = truths.of('scan_0015.tif', page)?.fields ?? {};
    expect(template).toBe('jp-covid19-2021');
    for (const id of WEIGHED) expect(fields[id].value).toBe(written[id]);
  }
  const [unknown, , mismatch, plain] = pages;
  expect(unknown.findings).toMatchObject([{ code: 'institution_unknown' }]);
  expect(unknown.fields.institutionCode.candidates[0].source).toBe('digit-net');
  expect(mismatch.findings).toMatchObject([{ code: 'register_birthdate_mismatch' }]);
  expect(mismatch.fields.birthDate).toMatchObject({ accepted: false, state: 'doubtful' });
  const witnesses = WEIGHED.map((id) => plain.fields[id].candidates[0].source.split('+').at(-1));
  expect(witnesses).toEqual([
    'register',
    'register',
    'institutions',
    'lots',
    'lots',
    'window',
    'register',
  ]);
});
