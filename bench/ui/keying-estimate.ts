/**
 * Keystroke-level model (Card, Moran and Newell 1983): seconds of a practised person. K: a key of a good typist;
 * M: making up one's mind, once for every field keyed from the paper; LOOK: comparing one shown value with its crop.
 */
const K = 0.2;
const M = 1.35;
const LOOK = 0.4;

export type Handwork = Readonly<{ keys: number; keyedFields: number; shownFields: number }>;

export const secondsOf = ({ keys, keyedFields, shownFields }: Handwork): number =>
  K * keys + M * (keyedFields + 1) + LOOK * shownFields;

/** Typing the whole record into empty boxes: every character, a key to the next box, and a look at each. */
export function plainKeying(record: Readonly<Record<string, string>>): Handwork {
  const written = Object.values(record).filter((value) => value !== '');
  const characters = written.reduce((sum, value) => sum + value.length, 0);
  const fields = Object.keys(record).length;
  return { keys: characters + fields, keyedFields: fields, shownFields: 0 };
}
