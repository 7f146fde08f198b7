import { intakeApi } from '../../schemas/api/intake.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

/** A PDF, shown by the browser and printed from there. Not kept anywhere: the batch may still change. */
export function registerCoverSheet(api: Api): void {
  registerEndpoint(api, intakeApi.coverSheet, async ({ context, params, reply }) => {
    const pdf = await api.deps.services.coverSheet(context, params.batchId);
    reply
      .type('application/pdf')
      .header('cache-control', 'no-store')
      .header('content-disposition', `inline; filename="cover-${params.batchId}.pdf"`);
    return Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  });
}
