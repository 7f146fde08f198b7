import type { ReactNode } from 'react';

export type Tone = 'good' | 'attention' | 'bad' | 'quiet' | 'busy';

const MARKS: Readonly<Record<Tone, string>> = {
  good: '✓',
  attention: '!',
  bad: '×',
  quiet: '–',
  busy: '…',
};

/** A state in words with a mark: colour alone tells nobody who cannot see it. */
export function StatusTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`tag tag-${tone}`}>
      <span aria-hidden="true">{MARKS[tone]}</span>
      {children}
    </span>
  );
}
