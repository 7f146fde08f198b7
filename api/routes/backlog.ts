import { backlogApi } from '../../schemas/api/backlog.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerBacklogRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, backlogApi.backlog, ({ context }) => services.backlog(context));
  registerEndpoint(api, backlogApi.fields, ({ context }) => services.fieldFigures(context));
  registerEndpoint(api, backlogApi.leases, ({ context }) => services.heldLeases(context));
  registerEndpoint(api, backlogApi.releaseLease, ({ context, params }) =>
    services.releaseLease(context, params.leaseId),
  );
  registerEndpoint(api, backlogApi.colleagues, ({ context, params }) =>
    services.colleagues(context, params.leaseId),
  );
  registerEndpoint(api, backlogApi.reassign, ({ context, params, body }) =>
    services.reassign(context, params.leaseId, body),
  );
  registerEndpoint(api, backlogApi.people, ({ context }) => services.peopleFigures(context));
}
