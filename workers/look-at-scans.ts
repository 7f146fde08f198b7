import { findBlob } from '../ledger/intake/blobs.ts';
import type { Look } from '../ledger/intake/checked.ts';
import { scansToLookAt, type TicketScan } from '../ledger/intake/scans-of-ticket.ts';
import { findReading, type Sheet } from '../ledger/intake/stages.ts';
import { contradictingFields, likenessOf } from '../rules/same-paper.ts';
import { RejectedInputError } from '../runtime/errors.ts';
import type { InkComparison } from '../schemas/ink-comparison.ts';
import type { PageReading } from '../schemas/reading.ts';
import type { PlacedPage } from './engines/reader-messages.ts';
import type { StageDeps } from './stage-deps.ts';

type Own = Readonly<{ sheet: Sheet; reading: PageReading; ticketLine: string }>;
type Deps = Pick<StageDeps, 'db' | 'blobs' | 'readers'>;

/** Lays the sheet on every other scan of its ticket; `known` looks are not taken again. */
export async function lookAtScans(
  deps: Deps,
  { sheet, reading, ticketLine }: Own,
  known: ReadonlyMap<string, Look>,
  signal: AbortSignal | undefined,
): Promise<Map<string, Look>> {
  const { municipalityId } = sheet;
  const looks = new Map(known);
  for (const scan of await scansToLookAt(deps.db, { municipalityId, ticketLine }, sheet.sheetId)) {
    if (looks.has(scan.sheetId)) continue;
    const ink = await comparison(deps, sheet, scan, signal);
    const other = await findReading(deps.db, scan.sheetId);
    const contradicting = contradictingFields(other.fields, reading.fields);
    looks.set(scan.sheetId, { likeness: likenessOf(ink, contradicting), ink, contradicting });
  }
  return looks;
}

/** `null` where they cannot be compared: an image was erased or damaged, or the forms are not one. */
async function comparison(
  deps: Deps,
  sheet: Sheet,
  scan: TicketScan,
  signal: AbortSignal | undefined,
): Promise<InkComparison | null> {
  const { template } = sheet;
  if (template === null || template !== scan.template) return null;
  try {
    const earlier = await placed(deps, sheet.municipalityId, scan);
    const own = await placed(deps, sheet.municipalityId, sheet);
    if (earlier === null || own === null) return null;
    return await deps.readers.compare(template, [earlier, own], signal);
  } catch (error) {
    // What cannot be looked at is not set aside: a person sees both.
    if (error instanceof RejectedInputError) return null;
    throw error;
  }
}

async function placed(
  { db, blobs }: Deps,
  municipalityId: string,
  page: Pick<Sheet, 'blobId' | 'registration'>,
): Promise<PlacedPage | null> {
  if (page.registration === null || page.registration.byHand === 'place') return null;
  const { ref } = await findBlob(db, municipalityId, page.blobId);
  return { image: await blobs.get(ref), mmToPx: page.registration.mmToPx };
}
