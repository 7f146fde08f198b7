import type { Selectable } from 'kysely';
import type { Keyed, Keyings } from '../../rules/field-closure.ts';
import type { PersonSaid } from '../../rules/person-field.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import type { Resident } from '../../schemas/masters.ts';
import type { PageReading } from '../../schemas/reading.ts';
import type { Sheet } from '../intake/stages.ts';
import type { Leases, ReviewRounds } from '../tables/review-tables.ts';

export type Round = Selectable<ReviewRounds>;
export type LeaseRow = Selectable<Leases>;

/** Whose sheet it is, as it stands now. */
export type Naming = Readonly<{
  /** People say whose it is: the number names nobody, or somebody has said that it is another. */
  asked: boolean;
  /** What people say: closed, else A's word. */
  said: PersonSaid | null;
  /** Whom the ticket line names as it stands. */
  byNumber: Resident | null;
  /** Whom the register has for it; for a voiding, whose entry is voided. `null` for somebody it does not have. */
  person: Resident | null;
}>;

/** Everything about one review of one sheet that decides what may be shown, keyed and signed. */
export type RoundState = Readonly<{
  round: Round;
  sheet: Sheet;
  template: FormTemplate;
  reading: PageReading;
  keyings: ReadonlyMap<string, Keyings>;
  /** What the holder of the lease has answered for its purpose. */
  mine: ReadonlyMap<string, Keyed>;
  /** Fields whose word for verification is somebody else's, given by column. */
  byColumn: ReadonlySet<string>;
  naming: Naming;
  /** The number names somebody whom what is written did not bear out: people key it, and the names, from the paper. */
  numberInDoubt: boolean;
}>;

const NONE: Keyings = { verify: null, approve: [], adjudicate: null };

export const keyingsOf = (state: Pick<RoundState, 'keyings'>, field: { id: string }): Keyings =>
  state.keyings.get(field.id) ?? NONE;
