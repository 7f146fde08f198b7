import { columnApi } from '../../schemas/api/column.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

export function registerColumnRoutes(api: Api): void {
  const { services } = api.deps;
  registerEndpoint(api, columnApi.columns, ({ context }) => services.columns(context));
  registerEndpoint(api, columnApi.column, ({ context, params }) =>
    services.column(context, params),
  );
  registerEndpoint(api, columnApi.crops, ({ context, params, body }) =>
    services.columnCrops(context, params, body),
  );
  registerEndpoint(api, columnApi.confirm, ({ context, params, body }) =>
    services.confirmColumn(context, params, body),
  );
  registerEndpoint(api, columnApi.undo, ({ context, params, body }) =>
    services.undoColumn(context, params, body),
  );
}
