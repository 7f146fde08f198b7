import { expect, test } from 'vitest';
import { z } from 'zod';
import { newId } from '../../../runtime/ids.ts';

test('ids are UUIDs the schemas accept, all different, and sort by the time they were made', () => {
  const ids = Array.from({ length: 1000 }, () => newId());
  expect(ids.every((id) => z.uuid().safeParse(id).success)).toBe(true);
  expect(new Set(ids).size).toBe(1000);
  expect(ids.map((id) => id.slice(0, 13))).toEqual(ids.map((id) => id.slice(0, 13)).toSorted());
});
