import { isAuthorised } from '../rules/authorise.ts';
import { Action, Role } from '../schemas/accounts.ts';
import type { Endpoint } from '../schemas/api/endpoint.ts';

/** `docs/permissions.md`, written from the table that decides and from the routes that name its actions. */
export function permissionDocs(endpoints: readonly Endpoint[]): string {
  const actions = Action.options.map((action) => row(`\`${action}\``, marks(action)));
  const routes = endpoints.map(({ method, path, action }) =>
    action === null
      ? row(`\`${method} ${path}\``, ['nobody need be logged in', ...Role.options.map(() => '')])
      : row(`\`${method} ${path}\``, [`\`${action}\``, ...marks(action)]),
  );
  return `${[
    HEAD,
    '## Role × action',
    table(['action', ...Role.options], actions),
    '## Role × route',
    table(['route', 'action', ...Role.options], routes),
  ].join('\n\n')}\n`;
}

const HEAD = `# Permissions
Who may do what, as \`rules/authorise.ts\` decides it: denied unless marked. The same table decides for the API, for the
stream of events and for files, always within the actor's own municipality, which PostgreSQL holds apart once more
(ADR 0027). \`test/api/permissions.test.ts\` asks the running server for every route and tries each with every role, with nobody
logged in, with a disabled account and with accounts of another municipality.
Written by \`node scripts/write-permission-docs.ts\`.`;

const MUNICIPALITY = '000000';

function marks(action: Action): string[] {
  const municipalityId = MUNICIPALITY;
  const actor = { kind: 'account', accountId: null, staffMemberId: null, municipalityId } as const;
  return Role.options.map((role) =>
    isAuthorised({ ...actor, roles: [role] }, action, { municipalityId }) ? '●' : '',
  );
}

const row = (name: string, cells: readonly string[]): string =>
  `| ${[name, ...cells].join(' | ')} |`;

const table = (head: readonly string[], rows: readonly string[]): string =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map((_, at) => (at === 0 ? '---|' : ':-:|')).join('')}`,
    ...rows,
  ].join('\n');
