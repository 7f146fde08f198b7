import { statementApi } from '../../schemas/api/statement.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';
import { fileReply } from './file-reply.ts';

export function registerStatementRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, statementApi.statement, ({ context, params }) =>
    services.statement(context, params.month),
  );
  registerEndpoint(api, statementApi.csv, async ({ context, params, query, reply }) => {
    const bytes = await services.statementCsv(context, params.month, query);
    const charset = query.encoding === 'utf-8' ? 'utf-8' : 'Shift_JIS';
    return fileReply(reply, bytes, `text/csv; charset=${charset}`, `statement-${params.month}.csv`);
  });
  registerEndpoint(api, statementApi.pdf, async ({ context, params, reply }) => {
    const bytes = await services.statementPdf(context, params.month);
    return fileReply(reply, bytes, 'application/pdf', `statement-${params.month}.pdf`);
  });
}
