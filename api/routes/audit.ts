import { auditApi } from '../../schemas/api/audit.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerAuditRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, auditApi.overview, ({ context }) => services.auditOverview(context));
  registerEndpoint(api, auditApi.reading, ({ context }) => services.nextAuditReading(context));
  registerEndpoint(api, auditApi.search, ({ context, body }) =>
    services.searchAudit(context, body),
  );
  registerEndpoint(api, auditApi.export, ({ context, body }) =>
    services.exportAudit(context, body),
  );
  registerEndpoint(api, auditApi.terms, ({ context, params }) =>
    services.auditTerms(context, params.auditEventId),
  );
  registerEndpoint(api, auditApi.verify, ({ context }) => services.verifyAudit(context));
  registerEndpoint(api, auditApi.read, ({ context, body }) =>
    services.signAuditReading(context, body),
  );
}
