import type { Happening, Withheld } from '../../schemas/api/story.ts';
import type { Sheet } from '../intake/stages.ts';
import type { Round } from '../review/round-state.ts';

/** Whose story is told, and how much of it may be. */
export type StorySubject = Readonly<{
  sheet: Sheet;
  rounds: readonly Round[];
  withheld: Withheld | null;
  /** May be told why it was taken out of review? */
  tellsWithdrawal: boolean;
}>;

export type Happened = Readonly<{ at: Date; accountId: string | null; what: Happening }>;
