import { numbersApi } from '../../schemas/api/numbers.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerNumberRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, numbersApi.suspicions, ({ context, query }) =>
    services.numberSuspicions(context, query),
  );
  registerEndpoint(api, numbersApi.page, async ({ context, params, reply }) => {
    const { mediaType, bytes } = await services.suspectedPage(context, params.suspicionId);
    // What may be erased in a moment is kept by nobody on the way.
    reply
      .type(mediaType)
      .header('content-disposition', 'inline')
      .header('cache-control', 'no-store');
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  });
  registerEndpoint(api, numbersApi.confirm, async ({ context, params }) => {
    await services.confirmNumber(context, params.suspicionId);
    return {};
  });
  registerEndpoint(api, numbersApi.restore, async ({ context, params }) => {
    await services.restorePage(context, params.suspicionId);
    return {};
  });
}
