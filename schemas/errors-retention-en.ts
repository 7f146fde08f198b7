import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type RetentionCode = Extract<ErrorCode, `retention.${string}`> | 'sheet.erased';

/** What is said of disposals that do not go on. */
export const RETENTION_ERRORS_EN: Readonly<Record<RetentionCode, ErrorMessage>> = {
  'sheet.erased': {
    what: 'This questionnaire was disposed of at the end of its retention.',
    lost: 'Its image and content are erased for good. That there was a record can still be verified in the ledger.',
    next: 'The record of the disposal is under “Retention”. Where the paper is still there, ask a supervisor and do not scan it again.',
  },
  'retention.nothing_due': {
    what: 'There is nothing to dispose of.',
    lost: 'Nothing was erased.',
    next: 'See whether anything is past its retention, and whether everything was left out.',
  },
  'retention.changed': {
    what: 'What is past its retention has changed since the list was opened.',
    lost: 'Nothing was erased, and nothing asked for.',
    next: 'Open the list again, look at the numbers, and ask once more.',
  },
  'retention.under_way': {
    what: 'Another disposal waits for approval or is being carried out. There is one at a time.',
    lost: 'Nothing was erased.',
    next: 'Wait until it is refused, withdrawn or done.',
  },
  'retention.same_person': {
    what: 'Whoever asked for a disposal cannot approve it.',
    lost: 'This disposal has not changed. Nothing was erased.',
    next: 'Ask another supervisor.',
  },
  'retention.wrong_state': {
    what: 'This disposal is past that step.',
    lost: 'This changed nothing.',
    next: 'Open the page again to see where it stands.',
  },
};
