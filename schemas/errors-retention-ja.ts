import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type RetentionCode = Extract<ErrorCode, `retention.${string}`> | 'sheet.erased';

/** What is said of disposals that do not go on. */
export const RETENTION_ERRORS_JA: Readonly<Record<RetentionCode, ErrorMessage>> = {
  'sheet.erased': {
    what: 'この予診票は保存期間が満了し、廃棄されました。',
    lost: '画像と内容は消去済みで、戻せません。記録があったことは台帳の検証で確かめられます。',
    next: '廃棄の記録は「保存と廃棄」にあります。紙が残っているときは、取り込み直さずに責任者に確かめてください。',
  },
  'retention.nothing_due': {
    what: '廃棄するものがありません。',
    lost: '何も消去していません。',
    next: '保存期間が満了したものがあるか、除いたものばかりでないかを確かめてください。',
  },
  'retention.changed': {
    what: '一覧を開いたあとに、保存期間の満了したものが変わりました。',
    lost: '何も消去していません。申請もしていません。',
    next: '一覧を開き直し、件数を確かめてからもう一度申請してください。',
  },
  'retention.under_way': {
    what: '承認待ちまたは実行中の廃棄があります。廃棄は一度に一つです。',
    lost: '何も消去していません。',
    next: '先の廃棄が承認・却下・取下げされるか、終わるのを待ってください。',
  },
  'retention.same_person': {
    what: '廃棄を申請した人は、その廃棄を承認できません。',
    lost: 'この廃棄は変わっていません。何も消去していません。',
    next: 'ほかの責任者に頼んでください。',
  },
  'retention.wrong_state': {
    what: 'この廃棄は、もうその段階にありません。',
    lost: 'この操作では何も変わっていません。',
    next: '画面を開き直して、いまの状態を確かめてください。',
  },
};
