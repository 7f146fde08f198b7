import { replyMarksApi } from '../../schemas/api/reply-marks.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerReplyMarkRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, replyMarksApi.search, ({ context, body }) =>
    services.searchReplyMarks(context, body),
  );
  registerEndpoint(api, replyMarksApi.ask, ({ context, body }) =>
    services.askForReplyMark(context, body),
  );
  registerEndpoint(api, replyMarksApi.decide, ({ context, params, body }) =>
    services.decideReplyMark(context, params.markId, body),
  );
  registerEndpoint(api, replyMarksApi.askToLift, ({ context, params }) =>
    services.askToLift(context, params.markId),
  );
  registerEndpoint(api, replyMarksApi.decideLift, ({ context, params, body }) =>
    services.decideLift(context, params.markId, body),
  );
}
