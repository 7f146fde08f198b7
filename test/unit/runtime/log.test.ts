import { expect, test } from 'vitest';
import { RejectedInputError } from '../../../runtime/errors.ts';
import { createLog, errorFields, type LogFields } from '../../../runtime/log.ts';

const SHEET = '0198c0de-0000-7000-8000-000000000001';

function collecting() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(JSON.parse(line)) });
  return { lines, log };
}

test('writes the fields it knows', () => {
  const { lines, log } = collecting();
  log.with({ municipalityId: '131016' }).info({ sheetId: SHEET, durationMs: 12 }, 'stage finished');
  expect(lines).toEqual([
    expect.objectContaining({
      municipalityId: '131016',
      sheetId: SHEET,
      durationMs: 12,
      msg: 'stage finished',
    }),
  ]);
});

test('drops a field that is not on the list and withholds a value no code or id looks like', () => {
  const { lines, log } = collecting();
  const smuggled = {
    sheetId: '山田 太郎',
    name: '山田',
    queue: 'a b',
    count: 'x',
  } as unknown as LogFields;
  log.with(smuggled).warn(smuggled, 'stage finished');
  expect(JSON.stringify(lines)).not.toMatch(/山田|a b/);
  expect(lines).toEqual([expect.objectContaining({ sheetId: '[withheld]', queue: '[withheld]' })]);
  expect(lines[0]).not.toHaveProperty('count');
});

test.each([
  ['a name', 'Yamada Taro'],
  ['a name in kanji', '山田太郎'],
  ['個人番号', '123456789018'],
  ['a ticket', '222720357569702356'],
  ['a telephone', '0668581234'],
  ['a birthday', '19580403'],
])('%s is written in no field, whatever it is put into', (_, secret) => {
  const { lines, log } = collecting();
  const everywhere = new Proxy({}, { get: () => secret }) as LogFields;
  log.warn(everywhere, 'stage finished');
  log.with(everywhere).error(errorFields(new Error(secret)), 'stage finished');
  expect(lines).toHaveLength(2);
  expect(Object.keys(lines[0] ?? {}).length).toBeGreaterThan(20);
  expect(JSON.stringify(lines)).not.toContain(secret);
});

test('a number of a person is no count of ours', () => {
  const { lines, log } = collecting();
  log.info({ count: 123_456_789_018, byteSize: 500_000_000 }, 'stage finished');
  expect(lines).toEqual([expect.objectContaining({ count: '[withheld]', byteSize: 500_000_000 })]);
});

test('what the program writes of itself is not withheld', () => {
  const { lines, log } = collecting();
  const fields: LogFields = {
    ...{ requestId: SHEET, municipalityId: '272035', keyId: '1234567890123456' },
    ...{ jobId: 'outbox-12345678', queue: 'preprocess' },
    ...{ code: 'service.blob_store_unavailable', errorName: 'TransientError' },
    ...{ errorAt: 'pg/client.js:694', causeCode: '23505', route: '/api/sheets/:sheetId/image' },
  };
  log.info(fields, 'stage finished');
  log.info({ jobId: `reconcile-${SHEET}`, signal: 'SIGTERM' }, 'stage finished');
  expect(lines[0]).toMatchObject(fields);
  expect(JSON.stringify(lines)).not.toContain('[withheld]');
});

test('tells of a failure its code, class and place, and never its message', () => {
  const driver = Object.assign(new Error('invalid input "山田"'), { code: '22P02' });
  const fields = errorFields(new RejectedInputError('input.invalid', { cause: driver }));
  expect(fields).toMatchObject({
    code: 'input.invalid',
    errorName: 'RejectedInputError',
    causeCode: '22P02',
    errorAt: expect.stringMatching(/^runtime\/log\.test\.ts:\d+$/),
  });
  expect(JSON.stringify(fields)).not.toContain('山田');
  expect(errorFields('山田')).toEqual({ errorName: 'string' });
});

test('a message built at run time does not compile', () => {
  const { lines, log } = collecting();
  const built: string = `read ${lines.length}`;
  // @ts-expect-error a message is a literal of the source
  log.info({}, built);
  expect(lines).toHaveLength(1);
});
