import { confirmColumn } from '../../ledger/column/confirm.ts';
import { showCrops } from '../../ledger/column/crops.ts';
import { viewColumn } from '../../ledger/column/list.ts';
import { undoColumn } from '../../ledger/column/undo.ts';
import type { ReviewDeps } from '../../ledger/review/round.ts';
import { FormTemplate } from '../../schemas/form-template.ts';
import {
  again,
  type Person,
  read,
  TEMPLATE,
  type WaitingSheet,
  type World,
} from './ledger-world.ts';
import { withForm } from './with-form.ts';

export const COLUMN = { template: TEMPLATE.id, fieldId: 'q01' };

const option = (value: string) => ({ value, labelJa: value, labelEn: value });

/** The small form with one question of tick boxes. */
const WITH_QUESTION = FormTemplate.parse({
  ...TEMPLATE,
  zones: [
    ...TEMPLATE.zones,
    {
      id: 'q01',
      kind: 'choice',
      field: 'q01',
      mark: 'tick',
      options: [
        { value: 'yes', boxMm: [150, 70, 3, 3] },
        { value: 'no', boxMm: [160, 70, 3, 3] },
      ],
    },
  ],
  fields: [
    ...TEMPLATE.fields,
    {
      id: 'q01',
      labelJa: '問1',
      labelEn: 'Question 1',
      type: 'choice',
      keying: 'shown',
      options: [option('yes'), option('no'), option('blank')],
      lookAtMm: [7, 70, 190, 7],
    },
  ],
});

export type ColumnWorld = World & Readonly<{ deps: ReviewDeps }>;

export const withQuestion = (world: World): ColumnWorld => withForm(world, WITH_QUESTION);

/** A sheet whose question was read, registered so that it can be cut. */
export async function askedSheet(
  world: World,
  value = 'no',
  accepted = true,
  batchId?: string,
): Promise<WaitingSheet> {
  const sheet = await world.checkedSheet({ q01: read(value, accepted) }, batchId);
  await world.db
    .updateTable('sheets')
    .set({
      registration: JSON.stringify({
        residualMm: 0.1,
        rotation: 0,
        mmToPx: [8, 0, 0, 0, 8, 0, 0, 0, 1],
      }),
    })
    .where('sheetId', '=', sheet.sheetId)
    .execute();
  return sheet;
}

/** One person at the column of the question. */
export function atColumn(world: ColumnWorld, person: Person) {
  const { deps } = world;
  const context = () => again(person.context);
  const look = (...sheetIds: string[]) => showCrops(deps, context(), { ...COLUMN, sheetIds });
  const confirm = (value: string, ...sheetIds: string[]) =>
    confirmColumn(deps, context(), { ...COLUMN, value, sheetIds });
  return {
    view: () => viewColumn(deps, context(), COLUMN),
    look,
    confirm,
    lookAndConfirm: async (value: string, ...sheetIds: string[]) => {
      await look(...sheetIds);
      return confirm(value, ...sheetIds);
    },
    undo: (...sheetIds: string[]) => undoColumn(deps, context(), { ...COLUMN, sheetIds }),
  };
}
