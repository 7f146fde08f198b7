import { randomInt } from 'node:crypto';

/** Nothing that looks like something else, so that it can be read from paper. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** Days within which somebody has to choose a password of their own. */
export const ONE_TIME_PASSWORD_DAYS = 7;

/** Shown once to whoever hands it over; 79 bits. */
export function oneTimePassword(): string {
  const letter = () => LETTERS.charAt(randomInt(LETTERS.length));
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
