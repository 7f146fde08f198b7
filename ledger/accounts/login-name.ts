const LOGIN_NAME = /^[a-z0-9][a-z0-9._-]{2,63}$/;

/**
 * The one spelling of a login name, `null` for what can be none. ASCII only, so that the database and
 * this program agree on what lower case is, and no two names look alike.
 */
export function loginNameOf(written: string): string | null {
  const name = written.slice(0, 200).normalize('NFKC').trim().toLowerCase();
  return LOGIN_NAME.test(name) ? name : null;
}
