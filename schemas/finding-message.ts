/** What a finding is called and what to do about it, on the page and at the command line. */
export type FindingMessage = Readonly<{
  /** What is wrong, or may be. */
  what: string;
  /** What to do. */
  next: string;
  /** Days, volumes and names that belong to it; `{{name}}` stands for an item of the finding's `detail`. */
  detail?: string;
}>;

/** `{{name}}` filled in, days and all as `shown` writes them; `null` where the finding brings nothing that a sentence is made of. */
export function filledIn(
  text: string | undefined,
  detail: Readonly<Record<string, string>> | undefined,
  shown: (item: string) => string,
): string | null {
  if (text === undefined || detail === undefined) return null;
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => shown(detail[name] ?? '—'));
}
