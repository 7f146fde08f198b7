import { PART_BYTES, uploadApi } from '../../schemas/api/upload.ts';
import { cleanFileName, receivePartBytes } from '../receive-upload.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerUploadRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, uploadApi.knownFiles, ({ context, params, body }) =>
    services.knownFiles(context, params.batchId, body),
  );
  registerEndpoint(api, uploadApi.begin, ({ context, params, body }) =>
    services.beginUpload(context, params.batchId, {
      ...body,
      fileName: cleanFileName(body.fileName),
    }),
  );
  registerEndpoint(api, uploadApi.part, ({ context, params, request }) =>
    services.receivePart(context, { ...params, stream: receivePartBytes(request, PART_BYTES) }),
  );
  registerEndpoint(api, uploadApi.complete, ({ context, params }) =>
    services.completeUpload(context, params.uploadId),
  );
}
