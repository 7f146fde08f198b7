import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type ExchangeCode = Extract<ErrorCode, `reply_mark.${string}` | `copies.${string}`>;

/** What is said of 情報連携: 自動応答不可, 正本 and 副本. */
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
  'copies.unreadable': {
    what: '副本のファイルを、この形式の文字コードの CSV として読めません。',
    lost: '突合していません。台帳は変わっていません。',
    next: '形式と文字コード(UTF-8 か CP932)を確かめ、ファイルを取り出し直してください。',
  },
  'copies.other_columns': {
    what: 'ファイルの見出しが、選んだ形式の見出しと違います。',
    lost: '突合していません。台帳は変わっていません。',
    next: '副本を登録したときと同じ形式(同じ版)を選ぶか、その形式でファイルを取り出し直してください。',
  },
  'copies.closed': {
    what: 'この突合は、もう終わっています。',
    lost: 'この操作では何も変わっていません。',
    next: '残った違いは、次の突合で見てください。',
  },
  'copies.file_erased': {
    what: '突合に使ったファイルは消去済みで、値を見られません。',
    lost: '突合の結果(件数・項目・状態)は残っています。',
    next: '台帳の値は台帳の画面で見られます。副本の値が要るときは、もう一度突合してください。',
  },
};
