import { ledgerApi } from '../../schemas/api/ledger.ts';
import { storyApi } from '../../schemas/api/story.ts';
import { type Api, registerEndpoint, registerOpenEndpoint } from '../register-endpoint.ts';

export function registerLedgerRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, storyApi.sheet, ({ context, params }) =>
    services.sheetStory(context, params.sheetId),
  );
  registerEndpoint(api, ledgerApi.entries, ({ context, body }) => services.entries(context, body));
  registerEndpoint(api, ledgerApi.history, ({ context, body }) =>
    services.personHistory(context, body.residentId),
  );
  registerEndpoint(api, ledgerApi.entry, ({ context, params }) =>
    services.entry(context, params.entryId),
  );
  registerEndpoint(api, ledgerApi.amend, ({ context, params, body }) =>
    services.amend(context, params.entryId, body),
  );
  registerEndpoint(api, ledgerApi.status, ({ context }) => services.ledgerStatus(context));
  // Says that this process answers; a probe learns nothing else from it.
  registerOpenEndpoint(api, ledgerApi.health, async () => ({ status: 'ok' as const }));
}
