import { exportsApi } from '../../schemas/api/exports.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerExportRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, exportsApi.profiles, () => services.exportProfiles());
  registerEndpoint(api, exportsApi.list, ({ context, query }) => services.exports(context, query));
  registerEndpoint(api, exportsApi.one, ({ context, params }) =>
    services.export(context, params.exportId),
  );
  registerEndpoint(api, exportsApi.preview, ({ context, body }) =>
    services.previewExport(context, body),
  );
  registerEndpoint(api, exportsApi.request, ({ context, body }) =>
    services.requestExport(context, body),
  );
  registerEndpoint(api, exportsApi.decide, ({ context, params, body }) =>
    services.decideExport(context, params.exportId, body),
  );
  registerEndpoint(api, exportsApi.write, ({ context, params }) =>
    services.writeExport(context, params.exportId),
  );
  registerEndpoint(api, exportsApi.sample, ({ context, params }) =>
    services.exportSample(context, params.exportId),
  );
  registerEndpoint(api, exportsApi.check, ({ context, params, body }) =>
    services.checkExport(context, params.exportId, body),
  );
  registerEndpoint(api, exportsApi.withdraw, ({ context, params, body }) =>
    services.withdrawExport(context, params.exportId, body),
  );
  registerEndpoint(api, exportsApi.useMedium, ({ context, params, body }) =>
    services.useMedium(context, params.exportId, body),
  );
  registerEndpoint(api, exportsApi.wipeMedium, ({ context, params, body }) =>
    services.wipeMedium(context, params, body),
  );
  registerEndpoint(api, exportsApi.setRules, ({ context, body }) =>
    services.setExportRules(context, body),
  );
  registerArchiveRoutes(api);
}

/** What nobody keeps on the way: a password, and the file it opens. */
function registerArchiveRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, exportsApi.archive, ({ context, params }) =>
    services.archiveExport(context, params.exportId),
  );
  registerEndpoint(api, exportsApi.download, async ({ context, params, reply }) => {
    const { name, bytes } = await services.downloadExport(context, params.exportId);
    reply.type('application/zip').header('content-disposition', `attachment; filename="${name}"`);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  });
}
