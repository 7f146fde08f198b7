import { expect, test } from 'vitest';
import { RejectedInputError } from '../../../runtime/errors.ts';
import { createLog, errorFields, type LogFields } from '../../../runtime/log.ts';

function collecting() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(JSON.parse(line)) });
  return { lines, log };
}

test('writes the fields it knows', () => {
  const { lines, log } = collecting();
  log.with({ municipalityId: '131016' }).info({ sheetId: 'a-1', durationMs: 12 }, 'stage finished');
  expect(lines).toEqual([
    expect.objectContaining({
      municipalityId: '131016',
      sheetId: 'a-1',
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
