import { CamelCasePlugin, Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { RejectedInputError, TransientError } from '../runtime/errors.ts';
import type { Scope } from './scope.ts';
import { scopedPool } from './scoped-pool.ts';
import type { Tables } from './tables/tables.ts';

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

const DATE = 1082;
const INT8 = 20;

/** Days stay ISO text (a day has no time zone); counters are well below 2^53. */
const parsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === DATE) return (text: string) => text;
    if (oid === INT8) return Number;
    return pg.types.getTypeParser(oid, format);
  },
};

/**
 * Opens a pool as the program's own role, which may do only what the migrations grant, and sees one municipality at a
 * time: that of `inMunicipality` around the query, or else of `scope`, which tests and benches name once for all.
 */
export function openDatabase(url: string, options: { max: number; scope?: Scope }): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    // Proof: pg's type asks for overloads that this one function covers.
    types: parsers as pg.CustomTypesConfig,
    options: '-c search_path=yoshin -c role=yoshin_app -c timezone=UTC',
  });
  // An idle connection that dies (server restart) is replaced by the pool; the next query tells its caller.
  pool.on('error', () => undefined);
  // One that dies in use tells its query and then the world, where an `error` nobody hears ends the process.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: scopedPool(pool, options.scope) }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

/** SQLSTATE of a refusal by the database, `null` for anything else. */
export function sqlState(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}

const SHEET_ERASED = 'YL008';

/** Class 08 connection, 40 deadlock and serialisation, 53 resources, 57P shutdown: the same act may succeed later. */
const CONNECTION_LOST = /^(08|40|53|57P)/;
const SOCKET_LOST = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT'];

/** Names what went wrong between us and the server; other errors pass unchanged. */
export function translateDatabaseError(error: unknown): unknown {
  const state = sqlState(error);
  // Whatever somebody tries to do with it: guard_erased_sheet, guard_round_of_erased.
  if (state === SHEET_ERASED) return new RejectedInputError('sheet.erased', { cause: error });
  const lost = state === null ? socketLost(error) : CONNECTION_LOST.test(state);
  return lost ? new TransientError('service.database_unavailable', { cause: error }) : error;
}

/** The second is what the rollback says on a connection that its statement found dead, hiding the first. */
const LOST_IN_WORDS = /^(Connection terminated|Client has encountered a connection error)/;

/** pg says it with the socket's own code, or in words alone when the server went away in the middle. */
function socketLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return SOCKET_LOST.includes(code) || LOST_IN_WORDS.test(error.message);
}
