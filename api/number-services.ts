import type { Db } from '../ledger/database.ts';
import { listSuspicions } from '../ledger/intake/list-suspicions.ts';
import {
  confirmNumber,
  restorePage,
  viewSuspectedPage,
} from '../ledger/intake/number-suspicions.ts';
import type { BlobStore } from '../runtime/blob-store.ts';
import { pageMediaType } from './page-media-type.ts';
import type { Services } from './services.ts';

type Deps = Readonly<{ db: Db; blobs: BlobStore }>;

/** What is done about a suspected 個人番号. */
export const numberServices = (
  deps: Deps,
): Pick<Services, 'numberSuspicions' | 'suspectedPage' | 'confirmNumber' | 'restorePage'> => ({
  numberSuspicions: (context, query) => listSuspicions(deps.db, context, query),
  suspectedPage: async (context, suspicionId) => {
    const { ref, mediaType } = await viewSuspectedPage(deps.db, context, suspicionId);
    return { mediaType: pageMediaType(mediaType), bytes: await deps.blobs.get(ref) };
  },
  confirmNumber: (context, suspicionId) => confirmNumber(deps, context, suspicionId),
  restorePage: (context, suspicionId) => restorePage(deps, context, suspicionId),
});
