import { answerField, confirmShown, viewReviewSheet } from '../../ledger/review/answers.ts';
import { claim } from '../../ledger/review/leases.ts';
import { signApproval, signVerification } from '../../ledger/review/sign.ts';
import type { Lease, ReviewSheet } from '../../schemas/api/review.ts';
import type { FindingCode } from '../../schemas/finding.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import { again, type Person, type World } from './ledger-world.ts';

/** One person's hands on one sheet: takes it, answers, signs. */
export async function takeSheet(
  world: World,
  person: Person,
  purpose: Purpose,
  sheetId: string,
): Promise<Hands> {
  const lease = await claim(world.db, again(person.context), { purpose, sheetId });
  // Looking is part of it: nobody signs what was not shown.
  await viewReviewSheet(world.deps, again(person.context), sheetId);
  return hands(world, person, lease);
}

export type Hands = ReturnType<typeof hands>;

function hands(world: World, person: Person, lease: Lease) {
  const { sheetId, fencingToken } = lease;
  const held = { sheetId, fencingToken };
  const { deps } = world;
  return {
    lease,
    held,
    key: (fieldId: string, value: string): Promise<ReviewSheet> =>
      answerField(deps, again(person.context), { ...held, fieldId, answer: 'value', value }),
    confirm: (...fieldIds: string[]): Promise<ReviewSheet> =>
      confirmShown(deps, again(person.context), { ...held, fieldIds }),
    verify: (imageHash: string, activeMs?: number, fieldMs?: Record<string, number>) =>
      signVerification(deps, again(person.context), {
        ...{ ...held, imageHash, note: null, activeMs, fieldMs },
      }),
    approve: (imageHash: string, acknowledged: FindingCode[] = [], activeMs?: number) =>
      signApproval(deps, again(person.context), { ...held, imageHash, acknowledged, activeMs }),
  };
}

/** A verifies as the reading has it; the sheet now waits for B. */
export async function verifySheet(
  world: World,
  person: Person,
  sheet: { sheetId: string; imageHash: string },
  dateKeyed = '2021-10-15',
): Promise<void> {
  const a = await takeSheet(world, person, 'verify', sheet.sheetId);
  await a.confirm('ocrLine', 'name', 'lotNumber');
  await a.key('vaccinationDate', dateKeyed);
  await a.verify(sheet.imageHash);
}

export async function commitSheet(
  world: World,
  people: { a: Person; b: Person },
  sheet: { sheetId: string; imageHash: string },
): Promise<string> {
  await verifySheet(world, people.a, sheet);
  const b = await takeSheet(world, people.b, 'approve', sheet.sheetId);
  const { entryId } = await b.approve(sheet.imageHash);
  if (entryId === null) throw new Error('expected a committed entry');
  return entryId;
}
