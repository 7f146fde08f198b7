import { urlOf } from '../../schemas/api/endpoint.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { ApiError } from './api-error.ts';
import { refusal } from './client.ts';

/**
 * Fetches the page image and proves that it is the one the readings belong to: never the last sheet's
 * picture beside this sheet's values. Without a secure context there is no digest to compute, and the
 * server's own comparison at signing has to do.
 */
export async function fetchSheetImage(
  deps: { fetch: typeof fetch; subtle: typeof globalThis.crypto.subtle | undefined },
  { sheetId, imageHash, ahead }: { sheetId: string; imageHash: string; ahead?: true },
): Promise<Blob> {
  const response = await reach(deps.fetch, urlOf(intakeApi.sheetImage, { sheetId }, { ahead }));
  if (!response.ok) throw refusal(await response.json().catch(() => null), response.status);
  const blob = await response.blob();
  if (deps.subtle !== undefined) {
    const digest = await deps.subtle.digest('SHA-256', await blob.arrayBuffer());
    if (hex(digest) !== imageHash) throw new ApiError('review.image_changed');
  }
  return blob;
}

async function reach(fetchIt: typeof fetch, url: string): Promise<Response> {
  try {
    return await fetchIt(url, { credentials: 'same-origin' });
  } catch (error) {
    throw new ApiError('client.unreachable', { cause: error });
  }
}

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
