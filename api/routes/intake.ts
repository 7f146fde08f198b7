import { intakeApi } from '../../schemas/api/intake.ts';
import { receiveUpload } from '../receive-upload.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';
import { registerCoverSheet } from './cover-sheet.ts';
import { registerSheetImage } from './sheet-image.ts';
import { registerUploadRoutes } from './uploads.ts';

export function registerIntakeRoutes(api: Api): void {
  registerBatches(api);
  registerCoverSheet(api);
  registerUploadRoutes(api);
  registerSheets(api);
  registerSheetImage(api);
}

function registerBatches(api: Api): void {
  const { services, limits } = api.deps;
  registerEndpoint(api, intakeApi.createBatch, ({ context, body }) =>
    services.createBatch(context, body),
  );
  registerEndpoint(api, intakeApi.batches, ({ context, query }) =>
    services.batches(context, query),
  );
  registerEndpoint(api, intakeApi.batch, ({ context, params }) =>
    services.batch(context, params.batchId),
  );
  registerEndpoint(api, intakeApi.upload, ({ context, params, request, reply }) =>
    receiveUpload(request, reply, limits.uploadBytes, (file) =>
      services.receiveFile(context, params.batchId, file),
    ),
  );
  registerEndpoint(api, intakeApi.closeBatch, ({ context, params, body }) =>
    services.closeBatch(context, params.batchId, body),
  );
  registerEndpoint(api, intakeApi.prioritiseBatch, ({ context, params, body }) =>
    services.prioritiseBatch(context, params.batchId, body),
  );
  registerEndpoint(api, intakeApi.discardOriginal, ({ context, params, body }) =>
    services.discardOriginal(context, params.originalId, body),
  );
}

function registerSheets(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, intakeApi.sheets, ({ context, query }) => services.sheets(context, query));
  registerEndpoint(api, intakeApi.sheetCounts, ({ context }) => services.sheetCounts(context));
  registerEndpoint(api, intakeApi.reopenSheet, ({ context, params, body }) =>
    services.reopenSheet(context, params.sheetId, body),
  );
  registerEndpoint(api, intakeApi.markForeign, ({ context, params, body }) =>
    services.markForeign(context, params.sheetId, body),
  );
  registerEndpoint(api, intakeApi.requestRescan, ({ context, params, body }) =>
    services.requestRescan(context, params.sheetId, body),
  );
  registerEndpoint(api, intakeApi.forms, () => services.forms());
  registerEndpoint(api, intakeApi.chooseForm, ({ context, params, body }) =>
    services.chooseForm(context, params.sheetId, body),
  );
  registerEndpoint(api, intakeApi.denyForm, ({ context, params, body }) =>
    services.denyForm(context, params.sheetId, body),
  );
  registerEndpoint(api, intakeApi.rescanCandidates, ({ context, params }) =>
    services.rescanCandidates(context, params.sheetId),
  );
  registerEndpoint(api, intakeApi.nameRescan, ({ context, params, body }) =>
    services.nameRescan(context, params.sheetId, body),
  );
}
