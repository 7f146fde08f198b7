import { newId } from '../../runtime/ids.ts';
import type { SheetJob } from '../../schemas/jobs.ts';

export const sheetJob = (sheetId = newId()): SheetJob => ({
  municipalityId: '131016',
  requestId: newId(),
  traceId: newId(),
  sheetId,
});
