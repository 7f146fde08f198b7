import type { SeenCharacter } from './ctc.ts';

/** The gap between surname and given name over the others of the name, at least. */
const WIDER = 1.25;
/** With fewer characters there is no other gap to compare with. */
const LEAST_CHARACTERS = 3;

/**
 * A name with one space, where its characters stand furthest apart, or none. The Japanese reader puts spaces between
 * characters as it likes, and 真由 美 is nobody's name. As it was where the characters are not those of the name, or
 * where it has one space and no gap is clearly the widest.
 */
export function spacedAs(characters: readonly SeenCharacter[], name: string): string {
  const plain = name.replaceAll(/\s/g, '');
  const seen = characters.filter(({ text }) => text.trim() !== '' && plain.includes(text));
  const isSame = seen.map(({ text }) => text).join('') === plain;
  if (!isSame || seen.length < LEAST_CHARACTERS || seen.length !== [...plain].length) return name;
  const gaps = seen.slice(1).map(({ at }, i) => at - (seen[i]?.at ?? 0));
  const widest = gaps.indexOf(Math.max(...gaps));
  const others = gaps.filter((_, i) => i !== widest).sort((a, b) => a - b);
  const usual = others[Math.floor(others.length / 2)] ?? 0;
  if ((gaps[widest] ?? 0) < WIDER * usual)
    return name.trim().split(/\s+/).length === 2 ? name : plain;
  const letters = seen.map(({ text }) => text);
  return `${letters.slice(0, widest + 1).join('')} ${letters.slice(widest + 1).join('')}`;
}
