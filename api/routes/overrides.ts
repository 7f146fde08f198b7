import { overridesApi } from '../../schemas/api/overrides.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerOverrideRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, overridesApi.search, ({ context, body }) =>
    services.searchOverrides(context, body),
  );
  registerEndpoint(api, overridesApi.enter, ({ context, body }) =>
    services.enterOverride(context, body),
  );
  registerEndpoint(api, overridesApi.confirm, ({ context, params }) =>
    services.confirmOverride(context, params.overrideId),
  );
  registerEndpoint(api, overridesApi.withdraw, ({ context, params, body }) =>
    services.withdrawOverride(context, params.overrideId, body),
  );
}
