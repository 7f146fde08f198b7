import { samplingApi } from '../../schemas/api/sampling.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerSamplingRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, samplingApi.overview, ({ context }) => services.samplingOverview(context));
  registerEndpoint(api, samplingApi.disputes, ({ context }) => services.sampleDisputes(context));
  registerEndpoint(api, samplingApi.setRate, ({ context, body }) =>
    services.setSamplingRate(context, body),
  );
  registerEndpoint(api, samplingApi.next, ({ context }) => services.nextSample(context));
  registerEndpoint(api, samplingApi.key, ({ context, params, body }) =>
    services.keySample(context, params.sampledFieldId, body),
  );
  registerEndpoint(api, samplingApi.decide, ({ context, params, body }) =>
    services.decideSample(context, params.sampledFieldId, body),
  );
}
