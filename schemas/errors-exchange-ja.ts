import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type ExchangeCode = Extract<ErrorCode, `reply_mark.${string}`>;

/** What is said of 情報連携: 自動応答不可. */
export const EXCHANGE_ERRORS_JA: Readonly<Record<ExchangeCode, ErrorMessage>> = {
  'reply_mark.same_person': {
    what: '自動応答不可の登録・解除を求めた人は、その確認をできません。',
    lost: '何も変わっていません。登録待ちの人も、自動応答不可として扱っています。',
    next: 'ほかの職員に、書類を見て確認してもらってください。',
  },
  'reply_mark.wrong_state': {
    what: 'この自動応答不可は、もう別の操作で変わっています。',
    lost: 'この操作では何も変わっていません。',
    next: '一覧を開き直して、いまの状態を見てください。',
  },
};
