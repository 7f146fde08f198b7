import { z } from 'zod';
import { TypedText } from '../text.ts';
import { endpoint } from './endpoint.ts';
import { OriginalView } from './intake.ts';

const id = z.uuid();
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Every part but the last has exactly this many bytes. */
export const PART_BYTES = 8 * 1024 * 1024;
/** An A4 page at 300 dpi is at most a megabyte as JPEG: two thousand of them. */
export const MAX_FILE_BYTES = 2 * 1024 ** 3;

export const UploadView = z.strictObject({
  uploadId: id,
  /** Parts already there, by what is in them. */
  parts: z.array(z.strictObject({ partNumber: z.int().positive(), sha256: Sha256 })),
});
export type UploadView = z.infer<typeof UploadView>;

const upload = z.strictObject({ uploadId: id });

/** Files that must survive a broken line: what is there already is not sent again. */
export const uploadApi = {
  /** Which of these files the batch has already, whole. */
  knownFiles: endpoint('POST', '/api/batches/:batchId/known-files', 'batch.upload', {
    params: z.strictObject({ batchId: id }),
    body: z.strictObject({ sha256: z.array(Sha256).max(500) }),
    reply: z.strictObject({ known: z.array(Sha256) }),
  }),
  /** Begins a file, or goes on with the same one of the same person. `batch.closed` when closed. */
  begin: endpoint('POST', '/api/batches/:batchId/uploads', 'batch.upload', {
    params: z.strictObject({ batchId: id }),
    body: z.strictObject({
      fileName: TypedText(1_000),
      byteSize: z.int().positive(),
      /** Milliseconds since 1970. */
      lastModified: z.int(),
    }),
    reply: UploadView,
  }),
  /** application/octet-stream; streamed. A part sent again takes the place of the one before. */
  part: endpoint('PUT', '/api/uploads/:uploadId/parts/:partNumber', 'batch.upload', {
    params: upload.extend({ partNumber: z.coerce.number().int().positive() }),
    reply: z.strictObject({ sha256: Sha256 }),
  }),
  /** Puts the parts together. Asked twice, it replies the same. `upload.incomplete` while parts are missing. */
  complete: endpoint('POST', '/api/uploads/:uploadId/completion', 'batch.upload', {
    params: upload,
    reply: OriginalView,
  }),
} as const;
