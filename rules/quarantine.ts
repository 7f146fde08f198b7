/** A 個人番号 may not lie here for long, not even masked: after so many hours the wait is shown as too long. */
export const QUARANTINE_HOURS = 24;

/** Before this, what still waits has waited too long. */
export const quarantineLimit = (now: Date): Date =>
  new Date(now.getTime() - QUARANTINE_HOURS * 3600 * 1000);
