import type { FastifyReply, FastifyRequest } from 'fastify';
import { MAX_MASTER_BYTES, mastersApi } from '../../schemas/api/masters.ts';
import { receiveUpload } from '../receive-upload.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';
import type { ReceivedFile } from '../services.ts';

export function registerMasterRoutes(api: Api): void {
  const { services } = api.deps;
  const received = <T>(
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
    use: (file: ReceivedFile) => Promise<T>,
  ) => receiveUpload(request, reply, MAX_MASTER_BYTES, use);
  registerEndpoint(api, mastersApi.vaccines, () => services.vaccines());
  registerEndpoint(api, mastersApi.search, ({ context, params, body }) =>
    services.searchMasters(context, params.master, body),
  );
  registerEndpoint(api, mastersApi.history, ({ context, params, body }) =>
    services.masterHistory(context, params.master, body),
  );
  registerEndpoint(api, mastersApi.edit, ({ context, params, body }) =>
    services.editMaster(context, params.master, body),
  );
  registerEndpoint(api, mastersApi.profiles, () => services.masterProfiles());
  registerEndpoint(api, mastersApi.plan, (call) =>
    received(call, (file) =>
      services.planMasters(call.context, { ...call.params, ...call.query, file }),
    ),
  );
  registerEndpoint(api, mastersApi.import, (call) =>
    received(call, (file) =>
      services.importMasters(call.context, { ...call.params, ...call.query, file }),
    ),
  );
}
