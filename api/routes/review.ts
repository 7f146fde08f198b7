import { reviewApi } from '../../schemas/api/review.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerReviewRoutes(api: Api): void {
  registerLeases(api);
  registerAnswers(api);
  registerDecisions(api);
}

function registerLeases(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, reviewApi.waiting, ({ context }) => services.waiting(context));
  registerEndpoint(api, reviewApi.claim, ({ context, body }) => services.claim(context, body));
  registerEndpoint(api, reviewApi.renew, ({ context, params, body }) =>
    services.renew(context, params.leaseId, body),
  );
  registerEndpoint(api, reviewApi.release, async ({ context, params, query }) => {
    await services.release(context, { ...params, ...query });
    return {};
  });
}

function registerAnswers(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, reviewApi.sheet, ({ context, params, query }) =>
    services.reviewSheet(context, params.sheetId, query.ahead !== undefined),
  );
  registerEndpoint(api, reviewApi.answer, ({ context, params, body }) =>
    services.answer(context, params, body),
  );
  registerEndpoint(api, reviewApi.namePerson, ({ context, params, body }) =>
    services.namePerson(context, params.sheetId, body),
  );
  registerEndpoint(api, reviewApi.searchPersons, ({ context, params, body }) =>
    services.searchPersons(context, params.sheetId, body),
  );
  registerEndpoint(api, reviewApi.confirmShown, ({ context, params, body }) =>
    services.confirmShown(context, params.sheetId, body),
  );
  registerEndpoint(api, reviewApi.undo, ({ context, params, body }) =>
    services.undo(context, params.sheetId, body),
  );
}

function registerDecisions(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, reviewApi.verify, async ({ context, params, body }) => {
    await services.verify(context, params.sheetId, body);
    return {};
  });
  registerEndpoint(api, reviewApi.approve, ({ context, params, body }) =>
    services.approve(context, params.sheetId, body),
  );
  registerEndpoint(api, reviewApi.adjudicate, async ({ context, params, body }) => {
    await services.adjudicate(context, params.sheetId, body);
    return {};
  });
  registerEndpoint(api, reviewApi.returnSheet, async ({ context, params, body }) => {
    await services.returnSheet(context, params.sheetId, body);
    return {};
  });
  registerEndpoint(api, reviewApi.dismiss, async ({ context, params, body }) => {
    await services.dismiss(context, params.sheetId, body);
    return {};
  });
}
