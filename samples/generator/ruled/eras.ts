const ERAS = [
  ['reiwa', '2019-05-01'],
  ['heisei', '1989-01-08'],
  ['showa', '1926-12-25'],
  ['taisho', '1912-07-30'],
  ['meiji', '1868-01-25'],
] as const;

/** The era of an ISO date and what goes into its six boxes; a blank is a box left empty. */
export function eraParts(iso: string, zeros: boolean): { era: string; digits: string } {
  const found = ERAS.find(([, from]) => iso >= from);
  if (!found) throw new Error(`no era for ${iso}`);
  const [era, from] = found;
  const [year = '', month = '', day = ''] = iso.split('-');
  const eraYear = Number(year) - Number(from.slice(0, 4)) + 1;
  const two = (value: number): string => String(value).padStart(2, zeros ? '0' : ' ');
  return { era, digits: two(eraYear) + two(Number(month)) + two(Number(day)) };
}
