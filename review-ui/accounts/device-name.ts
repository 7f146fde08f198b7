/** The first that occurs; browsers name those they descend from too. */
const BROWSERS = [
  ['Edg/', 'Edge'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['Windows', 'Windows'],
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Mac OS', 'Mac'],
  ['Linux', 'Linux'],
] as const;

/** What people call a browser, of what it calls itself; `null` for what names none that is known. */
export function deviceName(userAgent: string): string | null {
  const named = (known: ReadonlyArray<readonly [string, string]>) =>
    known.find(([mark]) => userAgent.includes(mark))?.[1];
  const parts = [named(BROWSERS), named(SYSTEMS)].filter((part) => part !== undefined);
  return parts.length === 0 ? null : parts.join(' / ');
}
