import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type ExchangeCode = Extract<ErrorCode, `reply_mark.${string}` | `copies.${string}`>;

/** What is said of the exchange of information: who is not answered about automatically, the copy beside the original. */
export const EXCHANGE_ERRORS_EN: Readonly<Record<ExchangeCode, ErrorMessage>> = {
  'reply_mark.same_person': {
    what: 'Whoever asked to set or lift a mark cannot decide on it.',
    lost: 'Nothing was changed. Who waits to be marked is treated as marked.',
    next: 'Ask somebody else to look at the document and decide.',
  },
  'reply_mark.wrong_state': {
    what: 'The mark was changed by something else already.',
    lost: 'This act changed nothing.',
    next: 'Open the list again and see how it stands.',
  },
  'copies.unreadable': {
    what: 'The file of the copy cannot be read as CSV in the encoding of this profile.',
    lost: 'Nothing was compared. The ledger has not changed.',
    next: 'Check profile and encoding (UTF-8 or CP932), and take the file out again.',
  },
  'copies.other_columns': {
    what: 'The headers of the file are not those of the profile.',
    lost: 'Nothing was compared. The ledger has not changed.',
    next: 'Choose the profile (and version) the copy was registered with, or take the file out in this one.',
  },
  'copies.closed': {
    what: 'This comparison is closed already.',
    lost: 'This act changed nothing.',
    next: 'What is left is seen in the next comparison.',
  },
  'copies.file_erased': {
    what: 'The compared file is erased; its values cannot be shown.',
    lost: 'The result of the comparison (counts, columns, states) is kept.',
    next: 'The ledger shows its own values. Compare again where those of the copy are needed.',
  },
};
