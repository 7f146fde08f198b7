import { RejectedInputError } from '../../runtime/errors.ts';
import type { SheetView } from '../../schemas/api/intake.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import { ChosenForm } from '../../schemas/reading.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { beginAgain } from './begin-again.ts';
import { NUMBER_STAGES } from './number-stages.ts';
import { changeSheet } from './sheet-acts.ts';
import type { Sheet } from './stages.ts';

export const CHOOSE_FORM = 'choose_form';

type Choice = ChosenForm & { sheetId: string; reason: string };

/**
 * A person looked and says which form this is, and how it lies. It is read again as that form and no other; where it
 * cannot be laid on it, people key all of it. Reopening the sheet takes the choice back.
 */
export async function chooseForm(
  db: Db,
  templates: ReadonlyMap<string, FormTemplate>,
  context: ActContext,
  { template, rotation, ...act }: Choice,
): Promise<SheetView> {
  if (!templates.has(template)) throw new RejectedInputError('input.invalid');
  const from = ['blank', 'unknown_form', 'foreign', 'rescan_requested'] as const;
  const step = { stage: CHOOSE_FORM, from, detail: { template, rotation } };
  return changeSheet(db, context, act, step, async (tx, sheet) => {
    await beginAgain(tx, context, sheet);
    return 'received';
  });
}

/** What a person chose for this very run of the machine; `null` where it is to find out by itself. */
export async function chosenFormOf(db: Db, sheet: Sheet): Promise<ChosenForm | null> {
  // Whatever sends a sheet back to the beginning is an arrow to `received`: the newest one says why it is there.
  const event = await db
    .selectFrom('sheetEvents')
    .select(['stage', 'detail'])
    .where('sheetId', '=', sheet.sheetId)
    .where('toState', '=', 'received')
    // It came back as it went.
    .where('stage', 'not in', NUMBER_STAGES)
    .orderBy('sheetEventId', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (event?.stage !== CHOOSE_FORM) return null;
  const { template, rotation } = event.detail;
  return ChosenForm.parse({ template, rotation });
}

/** A person looked: another form, or none, and nobody has begun to review it. It waits for somebody to say which. */
export async function denyForm(
  db: Db,
  context: ActContext,
  act: { sheetId: string; reason: string },
): Promise<SheetView> {
  const step = { stage: 'deny_form', from: ['checked'] } as const;
  return changeSheet(db, context, act, step, async (tx, sheet) => {
    await tx
      .updateTable('reviewRounds')
      .set({ state: 'withdrawn', note: act.reason })
      .where('sheetId', '=', sheet.sheetId)
      .where('state', '=', 'awaiting_verification')
      .execute();
    return 'unknown_form';
  });
}
