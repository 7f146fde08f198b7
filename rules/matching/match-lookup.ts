import type { Resident } from '../../schemas/masters.ts';

/** What the register says that a sheet can be held beside. */
export type Registered = Readonly<
  Pick<Resident, 'residentId' | 'name' | 'kana' | 'birthDate' | 'sex' | 'address' | 'householdId'>
>;

/** The register and the list of issued tickets, as matching asks them; a few questions, each about many at once. */
export type MatchLookup = Readonly<{
  /** To whom these lines of 18 digits were issued; what was not issued is not in the answer. */
  holders(lines: readonly string[]): Promise<ReadonlyMap<string, Registered>>;
  household(resident: Registered): Promise<readonly Registered[]>;
  /** Residents born on one of these days (ISO). */
  bornOn(days: readonly string[]): Promise<readonly Registered[]>;
  /**
   * Residents who may bear one of these names, born on one of these days (ISO) where days are given; more than those are no
   * harm, for each is compared.
   */
  named(
    names: readonly string[],
    kana: readonly string[],
    days: readonly string[],
  ): Promise<readonly Registered[]>;
  /** About how many are in the register. */
  population(): Promise<number>;
}>;
