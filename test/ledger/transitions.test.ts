import { afterAll, beforeAll, expect, test } from 'vitest';
import { SHEET_TRANSITIONS } from '../../schemas/sheet-state.ts';
import { ledgerWorld, type World } from '../support/ledger-world.ts';

let world: World;
beforeAll(async () => {
  world = await ledgerWorld('transitions');
});
afterAll(() => world.close());

test('the database knows exactly the arrows that the vocabulary lists', async () => {
  const { rows } = await world.owner.query<{ arrow: string }>(
    `select from_state || ' → ' || to_state as arrow from sheet_transitions`,
  );
  const listed = Object.entries(SHEET_TRANSITIONS).flatMap(([from, targets]) =>
    targets.map((to) => `${from} → ${to}`),
  );
  expect(rows.map((row) => row.arrow).sort()).toEqual(listed.sort());
});
