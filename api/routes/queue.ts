import { queueApi } from '../../schemas/api/queue.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerQueueRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, queueApi.deadLetters, ({ context, query }) =>
    services.deadLetters(context, query),
  );
  registerEndpoint(api, queueApi.retryDeadLetter, ({ context, params, body }) =>
    services.retryDeadLetter(context, params.deadLetterId, body),
  );
  registerEndpoint(api, queueApi.retryDeadLetters, ({ context, body }) =>
    services.retryDeadLetters(context, body),
  );
  registerEndpoint(api, queueApi.discardDeadLetter, ({ context, params, body }) =>
    services.discardDeadLetter(context, params.deadLetterId, body),
  );
}
