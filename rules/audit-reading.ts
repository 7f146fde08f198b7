import { dayInJapan, daysAfter } from './calendar.ts';

/** How often logs are to be read where nothing else is agreed (「定期的に」, DOMAIN.md §6). */
export const READ_EVERY_DAYS = 31;

/**
 * The day by which the log is to be read next: so many days after it was read last, or after its first unread event where
 * it never was. `null` while nothing is unread.
 */
export function readingDue(
  { lastReadAt, firstUnreadAt }: { lastReadAt: Date | null; firstUnreadAt: Date | null },
  everyDays: number,
): string | null {
  if (firstUnreadAt === null) return null;
  return daysAfter(dayInJapan(lastReadAt ?? firstUnreadAt), everyDays);
}
