import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type ExchangeCode = Extract<ErrorCode, `reply_mark.${string}`>;

/** What is said of the exchange of information: who is not answered about automatically. */
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
};
