import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount, type NewAccount } from '../../ledger/accounts/create-account.ts';
import { disableAccount } from '../../ledger/accounts/disable-account.ts';
import { findAccount } from '../../ledger/accounts/find-account.ts';
import { lockedUntil } from '../../ledger/accounts/lock-out.ts';
import { login } from '../../ledger/accounts/login.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { sessionEnd } from '../../ledger/accounts/session-limits.ts';
import {
  findSession,
  saveSession,
  touchSession,
} from '../../ledger/accounts/session-repository.ts';
import { systemActor } from '../../ledger/accounts/system-actor.ts';
import type { ActContext } from '../../ledger/act-context.ts';
import { type Db, openDatabase } from '../../ledger/database.ts';
import { migrate } from '../../ledger/migrate.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { newId } from '../../runtime/ids.ts';
import { DEFAULT_ACCOUNT_POLICY } from '../../schemas/accounts.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const NOW = new Date('2026-04-01T00:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const LIMITS = DEFAULT_ACCOUNT_POLICY;
const SOMEWHERE = { device: 'a browser', address: '192.0.2.1' };
const PASSWORD = 'correct horse battery';
const HOME = { municipalityId: '112453', name: '試験市', demonstration: false };
const OTHER = { municipalityId: '272035', name: '別の市', demonstration: false };

let database: TestDatabase;
let db: Db;
const contextOf = (municipalityId: string): ActContext => {
  const actor = systemActor(municipalityId);
  return { actor, requestId: newId(), traceId: newId(), now: NOW, newId };
};
const home = contextOf(HOME.municipalityId);
const other = contextOf(OTHER.municipalityId);

const thereDo = <T>(run: () => Promise<T>): Promise<T> => inMunicipality(OTHER.municipalityId, run);

beforeAll(async () => {
  database = await createTestDatabase('accounts');
  await migrate(database.url, NOW);
  const { municipalityId } = HOME;
  db = openDatabase(database.url, { max: 3, scope: { kind: 'municipality', municipalityId } });
  await ensureMunicipality(db, home, HOME);
  await thereDo(() => ensureMunicipality(db, other, OTHER));
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const person = (loginName: string, over: Partial<NewAccount> = {}): NewAccount => ({
  loginName,
  displayName: '職員',
  password: PASSWORD,
  roles: ['clerk'],
  ...over,
});

test('a municipality is created once and then stays as it is', async () => {
  const again = { ...HOME, name: '別名', demonstration: true };
  expect(await ensureMunicipality(db, home, again)).toBe(false);
  const row = await db
    .selectFrom('municipalities')
    .selectAll()
    .where('municipalityId', '=', HOME.municipalityId)
    .executeTakeFirstOrThrow();
  expect(row).toMatchObject({ name: '試験市', demonstration: false });
  await expect(ensureMunicipality(db, home, OTHER)).rejects.toMatchObject({
    code: 'auth.forbidden',
  });
});

const UNFIT: ReadonlyArray<[string, NewAccount, string]> = [
  ['a short password', person('weak.one', { password: 'elevenchars' }), '12文字以上'],
  ['thirty bytes of ten kanji', person('weak.two', { password: '亜'.repeat(10) }), '12文字以上'],
  ['one character over and over', person('weak.three', { password: 'a'.repeat(20) }), '同じ文字'],
  ['the login name', person('weak.password', { password: ' WEAK.Password' }), 'ログイン名'],
  ['an endless password', person('weak.four', { password: 'ab'.repeat(101) }), '200文字'],
  ['a login name of spaces', person('a b c'), 'ログイン名'],
  ['a login name that looks like another', person('tаro.shiken'), 'ログイン名'],
  ['no role', person('no.role', { roles: [] }), '役割'],
  ['no name', person('no.name', { displayName: ' ' }), '氏名'],
];

describe('an account', () => {
  test('belongs to a person, and a second one of theirs to the same person', async () => {
    const first = await createAccount(db, home, person('Taro.Shiken'));
    expect(await findAccount(db, first.accountId)).toEqual({
      accountId: first.accountId,
      loginName: 'taro.shiken',
      displayName: '職員',
      municipalityName: '試験市',
      demonstration: false,
      theme: 'system',
      mustChangePassword: false,
      passwordChangedAt: NOW,
      hasSecondFactor: false,
      openId: null,
      policy: DEFAULT_ACCOUNT_POLICY,
      actor: {
        kind: 'account',
        ...first,
        municipalityId: HOME.municipalityId,
        roles: ['clerk'],
      },
    });
    const { staffMemberId } = first;
    const second = await createAccount(db, home, person('taro.second', { staffMemberId }));
    expect(second).toEqual({ accountId: expect.any(String), staffMemberId });
    // Nobody can be made a member of another municipality's staff.
    await expect(
      thereDo(() => createAccount(db, other, person('taro.third', { staffMemberId }))),
    ).rejects.toMatchObject({ code: 'resource.not_found' });
  });

  test('keeps the password as argon2id and nowhere else', async () => {
    const { accountId } = await createAccount(db, home, person('hash.check'));
    const row = await db
      .selectFrom('accounts')
      .select('passwordHash')
      .where('accountId', '=', accountId)
      .executeTakeFirstOrThrow();
    expect(row.passwordHash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    const events = await db.selectFrom('auditEvents').selectAll().execute();
    expect(JSON.stringify(events)).not.toContain(PASSWORD);
    expect(JSON.stringify(events)).not.toContain('hash.check');
  });

  test.each(UNFIT)('is refused with %s', async (_, account, reason) => {
    await expect(createAccount(db, home, account)).rejects.toMatchObject({
      code: 'input.invalid',
      cause: { message: expect.stringContaining(reason) },
    });
  });

  test('is refused with a login name that is taken, in any municipality', async () => {
    await createAccount(db, home, person('taken.name'));
    await expect(
      thereDo(() => createAccount(db, other, person('TAKEN.name'))),
    ).rejects.toMatchObject({
      code: 'input.invalid',
      cause: { message: expect.stringContaining('taken') },
    });
    const staff = await thereDo(() => db.selectFrom('staffMembers').selectAll().execute());
    expect(staff).toEqual([]);
  });
});

describe('the management of accounts', () => {
  test('is for an administrator alone, and a refusal is recorded', async () => {
    const actor = (role: 'administrator' | 'supervisor') => ({
      ...home,
      actor: { ...home.actor, kind: 'account' as const, roles: [role] },
    });
    await createAccount(db, actor('administrator'), person('by.admin'));
    await expect(
      createAccount(db, actor('supervisor'), person('by.supervisor')),
    ).rejects.toMatchObject({ code: 'auth.forbidden' });
    const refused = await db
      .selectFrom('auditEvents')
      .select('outcome')
      .where('action', '=', 'account.manage')
      .where('outcome', '=', 'refused')
      .execute();
    expect(refused).toHaveLength(1);
  });

  test('ends at the municipality’s border', async () => {
    const { accountId } = await createAccount(db, home, person('stays.here'));
    await expect(disableAccount(db, other, accountId)).rejects.toMatchObject({
      code: 'resource.not_found',
    });
    expect(await findAccount(db, accountId)).not.toBeNull();
  });
});

describe('a lock', () => {
  test.each([
    [1, null],
    [4, null],
    [5, 1],
    [6, 2],
    [8, 8],
    [10, 32],
    [11, 60],
    [500, 60],
  ])('after %d failures is for %s minutes', (failures, minutes) => {
    expect(lockedUntil(failures, NOW)).toEqual(minutes === null ? null : later(minutes));
  });

  test('is not lifted by the right password while it lasts', async () => {
    await createAccount(db, home, person('locked.out'));
    const at = (now: Date, password: string) =>
      login(db, { ...home, now }, { loginName: 'locked.out', password });
    for (let failure = 1; failure <= 5; failure += 1) {
      await expect(at(NOW, 'not this one')).rejects.toMatchObject({
        code: 'auth.invalid_credentials',
      });
    }
    await expect(at(later(0.9), PASSWORD)).rejects.toMatchObject({ code: 'auth.locked' });
    expect(await at(later(1), PASSWORD)).toMatchObject({ municipalityId: HOME.municipalityId });
  });
});

describe('the end of a session', () => {
  test('is ten minutes after the last act and never later than twelve hours', () => {
    expect(sessionEnd(NOW, NOW, LIMITS)).toEqual(later(10));
    expect(sessionEnd(NOW, later(300), LIMITS)).toEqual(later(310));
    expect(sessionEnd(NOW, later(715), LIMITS)).toEqual(later(720));
  });

  test('cannot be moved once it has come', async () => {
    const { accountId } = await createAccount(db, home, person('has.session'));
    const { municipalityId } = HOME;
    const session = { accountId, municipalityId, loggedInAt: NOW, ...SOMEWHERE, content: { a: 1 } };
    await saveSession(db, 'cookie', session, NOW, LIMITS);
    expect(await findSession(db, 'cookie', later(9))).toEqual({ a: 1 });
    expect(await findSession(db, 'other', NOW)).toBeNull();
    await touchSession(db, 'cookie', NOW, later(9), LIMITS);
    expect(await findSession(db, 'cookie', later(18))).toEqual({ a: 1 });
    await touchSession(db, 'cookie', NOW, later(19), LIMITS);
    expect(await findSession(db, 'cookie', later(19))).toBeNull();
    const row = await db.selectFrom('sessions').select('sessionId').executeTakeFirstOrThrow();
    expect(row.sessionId).toMatch(/^[0-9a-f]{64}$/);
  });
});
