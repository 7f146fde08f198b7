import { practiceApi } from '../../schemas/api/practice.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';
import { fileReply } from './file-reply.ts';

export function registerPracticeRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, practiceApi.list, ({ context, params }) =>
    services.practiceList(context, params.fiscalYear),
  );
  registerEndpoint(api, practiceApi.csv, async ({ context, params, query, reply }) => {
    const bytes = await services.practiceCsv(context, params.fiscalYear, query);
    const charset = query.encoding === 'shift_jis' ? 'Shift_JIS' : 'utf-8';
    const name = `practice-${params.fiscalYear}.csv`;
    return fileReply(reply, bytes, `text/csv; charset=${charset}`, name);
  });
  registerEndpoint(api, practiceApi.pdf, async ({ context, params, reply }) => {
    const bytes = await services.practicePdf(context, params.fiscalYear);
    return fileReply(reply, bytes, 'application/pdf', `practice-${params.fiscalYear}.pdf`);
  });
  registerEndpoint(api, practiceApi.record, ({ context, body }) =>
    services.recordPractice(context, body),
  );
}
