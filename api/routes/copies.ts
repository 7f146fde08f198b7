import { copiesApi, MAX_COPY_BYTES } from '../../schemas/api/copies.ts';
import { receiveUpload } from '../receive-upload.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerCopyRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, copiesApi.list, ({ context, query }) =>
    services.reconciliations(context, query),
  );
  registerEndpoint(api, copiesApi.compare, ({ context, query, request, reply }) =>
    receiveUpload(request, reply, MAX_COPY_BYTES, (file) =>
      services.compareCopy(context, { ...query, file }),
    ),
  );
  registerEndpoint(api, copiesApi.one, ({ context, params }) =>
    services.reconciliation(context, params.reconciliationId),
  );
  registerEndpoint(api, copiesApi.differences, ({ context, params, query }) =>
    services.copyDifferences(context, params.reconciliationId, query),
  );
  registerEndpoint(api, copiesApi.setState, ({ context, params, body }) =>
    services.setDifferenceState(context, params.reconciliationId, body),
  );
  registerEndpoint(api, copiesApi.values, ({ context, params }) =>
    services.differenceValues(context, params),
  );
  registerEndpoint(api, copiesApi.close, ({ context, params }) =>
    services.closeComparison(context, params.reconciliationId),
  );
  registerEndpoint(api, copiesApi.setRules, ({ context, body }) =>
    services.setCopyRules(context, body),
  );
}
