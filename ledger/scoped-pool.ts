import type { PostgresPool } from 'kysely';
import type pg from 'pg';
import { requireScope, type Scope } from './scope.ts';

/**
 * The pool, each connection handed out for the scope of whoever asks and for nothing else (ADR 0027). What a connection
 * was for last is remembered, so that only a change costs a round trip; one that could not be changed is thrown away.
 */
export function scopedPool(pool: pg.Pool, otherwise: Scope | undefined): PostgresPool {
  const handedOutFor = new WeakMap<pg.PoolClient, string>();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const { role, municipalityId } = settingsOf(requireScope(otherwise));
      const wanted = `${role}/${municipalityId}`;
      const client = await pool.connect();
      if (handedOutFor.get(client) === wanted) return client;
      handedOutFor.delete(client);
      try {
        await client.query(SET, [role, municipalityId]);
      } catch (error) {
        client.release(true);
        throw error;
      }
      handedOutFor.set(client, wanted);
      return client;
    },
  };
}

/** For the session, not for a transaction: no rollback takes it back. */
const SET = "select set_config('role', $1, false), set_config('yoshin.municipality_id', $2, false)";

const settingsOf = (scope: Scope): { role: string; municipalityId: string } =>
  scope.kind === 'municipality'
    ? { role: 'yoshin_app', municipalityId: scope.municipalityId }
    : { role: 'yoshin_installation', municipalityId: '' };
