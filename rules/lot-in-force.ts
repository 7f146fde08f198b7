import type { Lot, LotRow } from '../schemas/masters.ts';

/**
 * A lot as it counts: a maker may set another day after the sticker was printed, and the master goes before the sticker
 * (DOMAIN.md §5). Where the day is later, the lot is also in use until then.
 */
export function lotInForce({ expiryOverride, overrideReason: _, ...lot }: LotRow): Lot {
  if (expiryOverride === null) return lot;
  const validTo = expiryOverride > lot.validTo ? expiryOverride : lot.validTo;
  return { ...lot, expiry: expiryOverride, validTo };
}
