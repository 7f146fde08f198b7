import type { RetentionBasis, RetentionKind } from './retention.ts';

/** The words of the record of a disposal on paper, which goes to an office and is Japanese; the page has them too. */
export const KIND_JA: Readonly<Record<RetentionKind, string>> = {
  record: '接種の記録と予診票の画像',
  sheet: '記録にならなかった紙の画像',
  earlier_dose: '過去の接種（導入前）',
  override: '特例（長期療養・他市町村）',
  register: '死亡・転出した人の住民情報',
  master_history: 'マスタの変更履歴',
  audit_terms: '操作記録の検索語',
};

export const BASIS_JA: Readonly<Record<RetentionBasis, string>> = {
  vaccination: '接種日',
  fiscal_year: '接種した年度の末日',
  death: '死亡日',
  last_change: '最後に扱った日',
  last_day: '期間の最終日',
  left: '死亡または転出の日',
  recorded: '記録した日',
};
