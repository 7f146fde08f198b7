import { intakeApi } from '../../schemas/api/intake.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

/** The page as scanned. The one answer that is no JSON; the page compares its hash before showing it. */
export function registerSheetImage(api: Api): void {
  registerEndpoint(api, intakeApi.sheetImage, async ({ context, params, query, reply }) => {
    const { mediaType, bytes, imageHash } = await api.deps.services.sheetImage(
      context,
      params.sheetId,
      query.ahead !== undefined,
    );
    reply.type(mediaType).header('content-disposition', 'inline').header('x-image-hash', imageHash);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  });
}
