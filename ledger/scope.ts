import { AsyncLocalStorage } from 'node:async_hooks';
import { InvariantError } from '../runtime/errors.ts';

/** The acts that need rows of every municipality, or of one that is still to be found out. All of them: ADR 0027. */
export type Purpose =
  | 'log-in'
  | 'sessions'
  | 'choice of municipality'
  | 'queue'
  | 'reconciliation'
  | 'limits of the machine'
  | 'monitoring'
  | 'keys and files';

/** Whose rows the database shows and takes. */
export type Scope =
  | Readonly<{ kind: 'municipality'; municipalityId: string }>
  | Readonly<{ kind: 'installation'; purpose: Purpose }>;

const current = new AsyncLocalStorage<Scope>();

/** Everything `run` asks the database for is this municipality's: nothing else is there. */
export const inMunicipality = <T>(municipalityId: string, run: () => T): T =>
  current.run({ kind: 'municipality', municipalityId }, run);

/** For the little that spans municipalities; as the role `yoshin_installation`, which may read no person and no record. */
export const acrossMunicipalities = <T>(purpose: Purpose, run: () => T): T =>
  current.run({ kind: 'installation', purpose }, run);

/** Throws where neither was entered: an empty answer would look like a true one. */
export function requireScope(otherwise: Scope | undefined): Scope {
  const scope = current.getStore() ?? otherwise;
  if (scope !== undefined) return scope;
  const cause = new Error('asked the database for nobody: see inMunicipality');
  throw new InvariantError('bug.invariant', { cause });
}
