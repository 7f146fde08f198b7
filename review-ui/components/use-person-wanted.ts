import { useState } from 'react';
import { parseWrittenDate } from '../../rules/calendar.ts';

/** What to look for in a register: words, and for persons a birth date. */
export type PersonWanted = Readonly<{ words: string; birthDate: string | null }>;

/** What is keyed to find somebody, and what that means: a day in any form that people write. */
export function usePersonWanted() {
  const [words, setWords] = useState('');
  const [birth, setBirth] = useState('');
  const born = birth.trim() === '' ? null : parseWrittenDate(birth);
  const isWrong = born !== null && born.kind !== 'certain';
  const wanted: PersonWanted | null = isWrong
    ? null
    : {
        words: words.normalize('NFKC').trim(),
        birthDate: born?.kind === 'certain' ? born.date : null,
      };
  return {
    words,
    setWords,
    birth,
    setBirth,
    /** `null` while the birth date is none. */
    wanted,
    isEmpty: wanted !== null && wanted.words === '' && wanted.birthDate === null,
    clear: () => {
      setWords('');
      setBirth('');
    },
  };
}
