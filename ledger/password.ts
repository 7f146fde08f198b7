import { hash, verify } from '@node-rs/argon2';

/** argon2id (the library's default variant), RFC 9106's memory for servers without much of it. */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };

const MIN_CHARACTERS = 12;
/** Beyond any passphrase; keeps a request from buying unbounded work. */
const MAX_CHARACTERS = 200;

/** Everybody knows it: good for the invented people of the demonstration, and for nobody else. */
export const DEMONSTRATION_PASSWORD = 'yoshin-demonstration';

export type PasswordProblem =
  | 'too_short'
  | 'too_long'
  | 'one_character'
  | 'login_name'
  | 'demonstration';

/** What speaks against a password, `null` when nothing does. Length is counted in characters, not bytes. */
export function passwordProblem(password: string, loginName: string): PasswordProblem | null {
  const characters = [...normalised(password)];
  if (characters.length < MIN_CHARACTERS) return 'too_short';
  if (characters.length > MAX_CHARACTERS) return 'too_long';
  if (new Set(characters).size === 1) return 'one_character';
  if (normalised(password) === DEMONSTRATION_PASSWORD) return 'demonstration';
  const spoken = normalised(password).toLowerCase().trim();
  return spoken === normalised(loginName).toLowerCase().trim() ? 'login_name' : null;
}

export async function hashPassword(password: string): Promise<string> {
  return hash(normalised(password), COST);
}

export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  return verify(stored, normalised(password));
}

/** The work of one verification, for a name nobody has: the answer must not come sooner. */
export async function pretendToVerify(password: string): Promise<void> {
  await hash(normalised(password), COST);
}

/** A Japanese input method writes the same password full-width; NFKC makes them one (NIST SP 800-63B). */
function normalised(password: string): string {
  return password.slice(0, MAX_CHARACTERS * 4).normalize('NFKC');
}
