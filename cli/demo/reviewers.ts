import { canonicalValue } from '../../rules/field-value.ts';
import { AppError } from '../../runtime/errors.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { type ReviewField, type ReviewSheet, reviewApi } from '../../schemas/api/review.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import type { HttpClient } from './http-client.ts';
import type { Truth, Truths } from './truth.ts';

export type Outcome = 'committed' | 'rejected' | 'verified' | 'adjudication';

/** Which sample a sheet came from, found out over HTTP like any clerk would. */
export async function truthBySheet(
  client: HttpClient,
  batchId: string,
  truths: Truths,
): Promise<Map<string, Truth>> {
  const { originals } = await client.call(intakeApi.batch, { params: { batchId } });
  const fileNames = new Map(originals.map((each) => [each.originalId, each.fileName]));
  const found = new Map<string, Truth>();
  for (let [offset, total] = [0, 1]; offset < total; ) {
    const query = { batchId, offset: String(offset) };
    const page = await client.call(intakeApi.sheets, { query });
    for (const { sheetId, originalId, pageNumber } of page.items) {
      const truth = truths.of(fileNames.get(originalId) ?? '', pageNumber);
      if (truth !== undefined) found.set(sheetId, truth);
    }
    offset += page.items.length;
    total = page.items.length === 0 ? 0 : page.total;
  }
  return found;
}

/** What is written on a sheet, as far as anybody knows. */
type TruthOf = Readonly<{ get(sheetId: string): Truth | undefined | Promise<Truth | undefined> }>;

/** Works through everything that waits for this purpose, one sheet after the other. */
export async function workThrough(
  client: HttpClient,
  purpose: Extract<Purpose, 'verify' | 'approve'>,
  truths: TruthOf,
  tell: (outcome: Outcome) => void,
): Promise<void> {
  for (;;) {
    const lease = await nextLease(client, purpose);
    if (lease === null) return;
    const params = { sheetId: lease.sheetId };
    const held = { fencingToken: lease.fencingToken };
    const truth = await truths.get(lease.sheetId);
    const sheet = await answerAll(client, lease.sheetId, held, truth);
    const seen = { ...held, imageHash: sheet.imageHash };
    if (purpose === 'approve') {
      const blocking = sheet.findings.filter((finding) => finding.severity === 'block');
      const acknowledged = blocking.map((finding) => finding.code);
      const body = { ...seen, acknowledged };
      const { outcome } = await client.call(reviewApi.approve, { params, body });
      tell(outcome);
    } else if (sheet.person === null) {
      const reason = '券番号が発行一覧にありません(デモ)';
      await client.call(reviewApi.dismiss, {
        params,
        body: { ...held, outcome: 'rejected', reason },
      });
      tell('rejected');
    } else {
      await client.call(reviewApi.verify, { params, body: { ...seen, note: null } });
      tell('verified');
    }
  }
}

async function nextLease(client: HttpClient, purpose: Purpose) {
  try {
    return await client.call(reviewApi.claim, { body: { purpose } });
  } catch (error) {
    if (error instanceof AppError && error.code === 'review.none_waiting') return null;
    throw error;
  }
}

type Held = { fencingToken: string };

async function answerAll(
  client: HttpClient,
  sheetId: string,
  held: Held,
  truth: Truth | undefined,
): Promise<ReviewSheet> {
  const params = { sheetId };
  let sheet = await client.call(reviewApi.sheet, { params });
  // The image is part of looking: it is fetched, and the view is in the audit log.
  for (const { fieldId } of sheet.fields) {
    const field = sheet.fields.find((each) => each.fieldId === fieldId);
    // Whose sheet it is where the number does not say: the demonstration leaves that to people.
    if (field === undefined || !field.mustAnswer || field.type === 'person') continue;
    const written = truth?.fields[fieldId] ?? '';
    sheet = isAsShown(field, written)
      ? await client.call(reviewApi.confirmShown, {
          params,
          body: { ...held, fieldIds: [fieldId] },
        })
      : await client.call(reviewApi.answer, {
          params: { sheetId, fieldId },
          body: { ...held, ...answerFor(written) },
        });
  }
  return sheet;
}

const answerFor = (written: string) =>
  written === ''
    ? ({ answer: 'blank', value: null } as const)
    : ({ answer: 'value', value: written } as const);

/** Would a person with the paper before them say that what is shown is what is written? */
function isAsShown(field: ReviewField, written: string): boolean {
  if (field.keying === 'unseen') return false;
  const compared = field.keying === 'compare';
  if (!compared && field.reading?.state === 'blank') return written === '' || written === 'blank';
  const shown = compared ? field.registerValue : field.reading?.value;
  if (shown === null || shown === undefined) return false;
  const asField = { ...field, id: field.fieldId, keying: 'shown' } as const;
  return canonicalValue(asField, shown) === canonicalValue(asField, written);
}
