import type { ColumnType } from 'kysely';

/** jsonb: read parsed, written as text. */
export type Json<T> = ColumnType<T, string, string>;
export type Immutable<T> = ColumnType<T, T, never>;
export type Detail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export type Tenant = { municipalityId: Immutable<string> };
