import { retentionApi } from '../../schemas/api/retention.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';
import { fileReply } from './file-reply.ts';

export function registerRetentionRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, retentionApi.rules, ({ context }) => services.retentionRules(context));
  registerEndpoint(api, retentionApi.setRule, ({ context, body }) =>
    services.setRetentionRule(context, body),
  );
  registerEndpoint(api, retentionApi.preview, ({ context }) => services.previewDisposal(context));
  registerEndpoint(api, retentionApi.due, ({ context, query }) =>
    services.dueForDisposal(context, query),
  );
  registerEndpoint(api, retentionApi.list, ({ context, query }) =>
    services.disposals(context, query),
  );
  registerEndpoint(api, retentionApi.one, ({ context, params }) =>
    services.disposal(context, params.disposalId),
  );
  registerEndpoint(api, retentionApi.items, ({ context, params, query }) =>
    services.disposalItems(context, params.disposalId, query),
  );
  registerEndpoint(api, retentionApi.request, ({ context, body }) =>
    services.requestDisposal(context, body),
  );
  registerEndpoint(api, retentionApi.decide, ({ context, params, body }) =>
    services.decideDisposal(context, params.disposalId, body),
  );
  registerEndpoint(api, retentionApi.withdraw, ({ context, params }) =>
    services.withdrawDisposal(context, params.disposalId),
  );
  registerEndpoint(api, retentionApi.record, async ({ context, params, reply }) => {
    const bytes = await services.disposalRecord(context, params.disposalId);
    return fileReply(reply, bytes, 'application/pdf', 'disposal-record.pdf');
  });
}
