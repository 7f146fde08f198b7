import { intakeApi } from '../../schemas/api/intake.ts';
import { ApiError } from './api-error.ts';
import { refusal, urlOf } from './client.ts';

export type UploadRequest = Readonly<{
  batchId: string;
  file: File;
  csrfToken: string | null;
  onProgress: (sentBytes: number) => void;
}>;

/** Sends one file. XMLHttpRequest, because fetch does not tell how much has been sent. */
export function uploadFile({ batchId, file, csrfToken, onProgress }: UploadRequest) {
  return new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', urlOf(intakeApi.upload, { batchId }));
    request.responseType = 'text';
    if (csrfToken !== null) request.setRequestHeader('x-csrf-token', csrfToken);
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onerror = () => reject(new ApiError('client.unreachable'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(refusal(parsed(request.responseText), request.status));
    };
    const form = new FormData();
    form.set('file', file);
    request.send(form);
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
