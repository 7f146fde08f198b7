import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type ExportCode = Extract<ErrorCode, `export.${string}`>;

/** What is said of outputs that are not handed out. */
export const EXPORT_ERRORS_JA: Readonly<Record<ExportCode, ErrorMessage>> = {
  'export.empty': {
    what: 'この条件に当てはまる記録がありません。',
    lost: '何も出力していません。',
    next: '条件を見直してください。期間で絞ると、接種日のない記録は入りません。',
  },
  'export.problems': {
    what: 'このプロファイルでは書けない記録があります。',
    lost: '何も出力していません。台帳は変わっていません。',
    next: '下の一覧で、どの記録のどの項目かを確かめて台帳を訂正するか、UTF-8 のプロファイルを選ぶか、書けない行を除いて出力してください。',
  },
  'export.too_many': {
    what: '記録が多すぎて、一つのファイルにできません。',
    lost: '何も出力していません。',
    next: '期間か束で分けて出力してください。',
  },
  'export.outdated': {
    what: '申請したあとに、この出力の中の記録が訂正または取り消されたか、中の人が自動応答不可になりました。',
    lost: 'ファイルは渡していません。',
    next: 'この出力を取り下げて、もう一度申請してください。',
  },
  'export.not_as_ledger': {
    what: '書いたファイルを読み返すと、台帳と一致しません。',
    lost: 'ファイルは渡していません。台帳は変わっていません。',
    next: 'この出力は使えません。管理者に下の番号を知らせてください。',
  },
  'export.same_person': {
    what: '一つの出力で、申請・承認・確認を同じ人が兼ねることはできません。',
    lost: 'この出力は変わっていません。',
    next: 'ほかの人に頼んでください。',
  },
  'export.wrong_state': {
    what: 'この出力は、もうその段階にありません。',
    lost: 'この操作では何も変わっていません。',
    next: '出力簿を開き直して、いまの状態を確かめてください。',
  },
  'export.expired': {
    what: 'この出力を受け取れる期間は終わりました。',
    lost: 'ファイルは消去されています。出力簿の記録は残っています。',
    next: '必要なら、もう一度申請してください。',
  },
  'export.marked_unseen': {
    what: '自動応答不可の人の数が、画面で確かめた数と違います。見ている間に登録または解除がありました。',
    lost: '何も記録していません。ファイルは渡していません。',
    next: '画面を開き直し、いまの人数を確かめてから、もう一度進めてください。',
  },
};
