/** What a person is told of a refusal, on the page and at the command line: `docs/errors.md` lists them all. */
export type ErrorMessage = Readonly<{
  /** What happened. */
  what: string;
  /** Whether anything was lost. */
  lost: string;
  /** What to do. */
  next: string;
}>;
