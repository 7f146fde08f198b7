import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import type { ActContext } from '../../ledger/act-context.ts';
import { createBatch } from '../../ledger/intake/batches.ts';
import { type CheckOutcome, type Look, recordChecked } from '../../ledger/intake/checked.ts';
import {
  findSheet,
  recordPreprocessed,
  recordReading,
  type Sheet,
} from '../../ledger/intake/stages.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import type { Likeness } from '../../rules/same-paper.ts';
import type { World } from './ledger-world.ts';
import {
  again,
  CHECKED,
  MUNICIPALITY,
  READING,
  read,
  receivedSheet,
  TEMPLATE,
} from './ledger-world.ts';

/** The machine in another municipality of the same installation. */
export async function neighbour(world: World, municipalityId: string): Promise<ActContext> {
  const context = { ...world.system, actor: { ...world.system.actor, municipalityId } };
  const names = { municipalityId, name: '隣の市', demonstration: true };
  await there(context, () => ensureMunicipality(world.db, context, names));
  return context;
}

/** In the municipality of whoever acts. */
const there = <T>({ actor }: ActContext, run: () => Promise<T>): Promise<T> =>
  inMunicipality(actor.municipalityId, run);

export async function openBatch(
  world: World,
  declaredSheets: number | null,
  context = world.system,
): Promise<string> {
  const claims = { label: '束', institutionCode: null, month: null, declaredSheets };
  return (await there(context, () => createBatch(world.db, again(context), claims))).batchId;
}

/** A sheet as the readers leave it: its ticket read with certainty, and nobody has looked for other scans. */
export async function readSheet(
  world: World,
  ticket: string,
  batchId: string,
  context = world.system,
): Promise<Sheet> {
  const sheet = await there(context, () => receivedSheet(world.db, context, batchId));
  return readAgain(world, sheet, ticket, context);
}

export async function readAgain(
  world: World,
  sheet: Sheet,
  ticket: string,
  context = world.system,
): Promise<Sheet> {
  const preprocessed = { to: 'preprocessed', template: TEMPLATE.id, registration: null } as const;
  const fields = { ...READING.fields, ocrLine: read(ticket, true) };
  await there(context, async () => {
    await recordPreprocessed(world.db, again(context), sheet, preprocessed);
    await recordReading(world.db, again(context), sheet, { ...READING, fields });
  });
  return there(context, () => findSheet(world.db, sheet.municipalityId, sheet.sheetId));
}

export const look = (likeness: Likeness): Look => ({ likeness, ink: null, contradicting: [] });

/** Checked, having been laid on these other scans of its ticket. */
export const check = (
  world: World,
  sheet: Sheet,
  ticketLine: string | null,
  looks: Readonly<Record<string, Likeness>> = {},
  context = world.system,
): Promise<CheckOutcome> =>
  there(context, () =>
    recordChecked(world.db, again(context), sheet, {
      ...CHECKED,
      ticketLine,
      looks: new Map(Object.entries(looks).map(([id, likeness]) => [id, look(likeness)])),
    }),
  );

export const stateOf = async (world: World, sheetId: string) =>
  (await findSheet(world.db, MUNICIPALITY, sheetId)).state;
