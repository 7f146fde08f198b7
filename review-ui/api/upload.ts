import { urlOf } from '../../schemas/api/endpoint.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { PART_BYTES, type UploadView, uploadApi } from '../../schemas/api/upload.ts';
import { ApiError } from './api-error.ts';
import { type Call, refusal } from './client.ts';
import type { FileToSend, Sent } from './file-to-send.ts';
import { sha256Hex } from './sha256.ts';

type Deps = Readonly<{ call: Call; csrfToken: () => string | null }>;

/** Above this a file goes in parts, so that a broken line costs one part. */
const WHOLE_BYTES = 2 * PART_BYTES;

export function createSendFile(deps: Deps) {
  return async (sending: FileToSend): Promise<Sent> => {
    if (sending.file.size > WHOLE_BYTES) {
      await sendInParts(deps, sending);
      return 'sent';
    }
    if (sending.mayBeThere && (await isKnown(deps, sending))) return 'known';
    await sendWhole(deps, sending);
    return 'sent';
  };
}

async function isKnown({ call }: Deps, { batchId, file }: FileToSend): Promise<boolean> {
  const sha256 = await sha256Hex(file);
  if (sha256 === null) return false;
  const body = { sha256: [sha256] };
  const { known } = await call(uploadApi.knownFiles, { params: { batchId }, body });
  return known.length > 0;
}

function sendWhole(deps: Deps, { batchId, file, onProgress }: FileToSend): Promise<void> {
  const form = new FormData();
  form.set('file', file);
  return send(
    deps,
    { method: 'POST', url: urlOf(intakeApi.upload, { batchId }) },
    form,
    onProgress,
  );
}

/** Goes on behind the parts the server has, provided they are this file's. */
async function sendInParts(deps: Deps, sending: FileToSend): Promise<void> {
  const { batchId, file, onProgress } = sending;
  const { name: fileName, size: byteSize, lastModified } = file;
  const upload = await deps.call(uploadApi.begin, {
    params: { batchId },
    body: { fileName, byteSize, lastModified },
  });
  const { uploadId } = upload;
  for (let start = 0; start < byteSize; start += PART_BYTES) {
    const partNumber = start / PART_BYTES + 1;
    const part = file.slice(start, start + PART_BYTES);
    if (!(await isThere(upload, partNumber, part))) {
      const url = urlOf(uploadApi.part, { uploadId, partNumber });
      const counted = (bytes: number) => onProgress(start + bytes);
      await send(deps, { method: 'PUT', url }, part, counted);
    }
    onProgress(start + part.size);
  }
  await deps.call(uploadApi.complete, { params: { uploadId } });
}

/** Two files may share name, size and day: only the same bytes are the same part. */
async function isThere(upload: UploadView, partNumber: number, part: Blob): Promise<boolean> {
  const there = upload.parts.find((one) => one.partNumber === partNumber);
  return there !== undefined && there.sha256 === (await sha256Hex(part));
}

/** XMLHttpRequest, because fetch does not tell how much has been sent. */
function send(
  { csrfToken }: Deps,
  to: Readonly<{ method: 'POST' | 'PUT'; url: string }>,
  body: FormData | Blob,
  onProgress: (sentBytes: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(to.method, to.url);
    request.responseType = 'text';
    const token = csrfToken();
    if (token !== null) request.setRequestHeader('x-csrf-token', token);
    if (body instanceof Blob) {
      request.setRequestHeader('content-type', 'application/octet-stream');
    }
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onerror = () => reject(new ApiError('client.unreachable'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(refusal(parsed(request.responseText), request.status));
    };
    request.send(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not our server's words: `refusal` takes anything that is no ErrorReply as unexpected.
    return null;
  }
}
