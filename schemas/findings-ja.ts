import type { FindingCode } from './finding.ts';
import type { FindingMessage } from './finding-message.ts';

export const FINDINGS_JA = {
  check_digit_failed: {
    what: '検査数字が合いません',
    next: '紙の数字を一つずつ見て、打ち直してください。紙のとおりなら、そのまま進みます。',
  },
  date_unreadable: {
    what: '日付として読めません',
    next: '紙の日付を見て打ち直してください。存在しない日なら「読めない」とします。',
  },
  date_in_future: {
    what: '未来の日付です',
    next: '紙の日付を見直し、紙のとおりなら医療機関に問い合わせてください。',
  },
  dose_before_birth: {
    what: '生年月日より前の接種日です',
    next: '接種日と生年月日を紙で見直し、紙のとおりなら医療機関に問い合わせてください。',
  },
  date_outside_batch_month: {
    what: '束の接種月と違います',
    next: '接種日を紙で見直してください。紙のとおりなら、束の月を確かめます。',
    detail: '束の接種月 {{month}}',
  },
  date_after_receipt: {
    what: '受け付けた日より後の接種日です',
    next: '接種日を紙で見直し、紙のとおりなら医療機関に問い合わせてください。',
    detail: '受付 {{received}}',
  },
  temperature_high_but_vaccinated: {
    what: '37.5℃以上で接種されています',
    next: '体温を紙で見直してください。紙のとおりなら、そのまま記録し、間違い接種の一覧に載ります。',
  },
  temperature_implausible: {
    what: '体温としてありえない値です',
    next: '体温を紙で見直し、打ち直してください。',
  },
  physician_postponed_but_vaccinated: {
    what: '医師が見合わせとしたのに接種されています',
    next: '医師の判断とワクチンの欄を見直し、紙のとおりなら医療機関に問い合わせてください。',
  },
  consent_missing: {
    what: '接種の希望(同意)がありません',
    next: '希望の欄を見直し、紙のとおりなら医療機関に問い合わせてください。',
  },
  signature_missing: {
    what: '署名がありません',
    next: '署名の欄を見直し、なければ医療機関に問い合わせてください。',
  },
  guardian_missing: {
    what: '16歳未満なのに保護者の氏名がありません',
    next: '保護者の欄を見直し、なければ医療機関に問い合わせてください。',
  },
  ticket_not_issued: {
    what: '発行していない券番号です',
    next: '券の番号を紙で見直してください。合っていれば、他市町村の券か、転入した人かを調べます。',
  },
  ticket_of_another: {
    what: '券番号は別の人に発行したものです',
    next: '券の取り違えかどうかを医療機関に確かめ、番号の持ち主の接種歴も見てください。',
  },
  codes_disagree: {
    what: 'バーコードと印字が食い違っています',
    next: '券の印字とバーコードを見比べ、印字のとおりに打ってください。',
  },
  institution_unknown: {
    what: '医療機関コードが一覧にありません',
    next: 'コードを紙で見直してください。合っていれば、医療機関の一覧に加えます。',
  },
  programme_unknown: {
    what: 'この様式の接種種類のきまりがなく、年齢・間隔・量などを点検していません',
    next: '年齢・間隔・回数・量は、人が確かめてください。管理者は、ワクチンの一覧に種類を加えます。',
    detail: '接種種類 {{programme}}',
  },
  programme_not_in_force: {
    what: 'その日に、この定期接種は行われていません',
    next: '接種日を紙で見直し、紙のとおりなら医療機関に問い合わせてください。',
    detail: '{{vaccine}}: {{from}}から',
  },
  out_of_season: {
    what: '実施期間の外の接種です',
    next: '接種日を紙で見直してください。紙のとおりなら、そのまま記録し、間違い接種の一覧に載ります。',
    detail: '{{vaccine}}: {{from}}〜{{to}}',
  },
  product_not_of_programme: {
    what: 'この接種種類・この日には使わない製品です',
    next: 'ワクチン名と接種日をシールで見直し、紙のとおりなら医療機関に問い合わせてください。',
    detail: '{{product}} / {{vaccine}}',
  },
  product_unknown: {
    what: 'ワクチンの一覧にない製品名です',
    next: 'シールの製品名を見直してください。新しい製品なら、管理者が一覧に加えます。',
  },
  product_switched: {
    what: '前の回と違う製品、または重ねて受けないワクチンです',
    next: 'ワクチン名と接種歴を見直してください。紙のとおりなら、そのまま記録し、間違い接種の一覧に載ります。',
    detail: '前の接種 {{previous}} {{product}}',
  },
  lot_unknown: {
    what: 'ロット番号が一覧にありません',
    next: 'ロット番号をシールで見直してください。合っていれば、ロットの一覧に加えます。',
  },
  lot_expired: {
    what: '有効期限を過ぎたロットです',
    next: 'ロット番号・有効期限・接種日を見直してください。紙のとおりなら、そのまま記録し、間違い接種の一覧に載ります。',
    detail: '有効期限 {{expiry}}',
  },
  lot_outside_window: {
    what: 'このロットが使われた期間の外の接種日です',
    next: 'ロット番号と接種日を見直してください。',
    detail: '{{from}}〜{{to}}',
  },
  lot_of_other_product: {
    what: 'ロットの一覧では、別の製品のロットです',
    next: 'ロット番号とワクチン名をシールで見直してください。',
    detail: '一覧では {{product}}',
  },
  lot_shape_unusual: {
    what: 'この製品のロット番号の形と違います',
    next: 'ロット番号をシールで一字ずつ見直してください。',
    detail: '{{product}}',
  },
  age_not_eligible: {
    what: '接種日に対象の年齢ではありません',
    next: '生年月日・接種日・回数を見直してください。長期療養特例ならその旨を記します。紙のとおりなら、間違い接種の一覧に載ります。',
    detail: '{{vaccine}}: {{windows}}',
  },
  eligible_on_condition: {
    what: '条件のある年齢での接種です',
    next: '対象となる障害などの証明を確かめてください。',
    detail: '{{vaccine}}: {{condition}}',
  },
  sex_not_eligible: {
    what: 'この接種の対象の性別ではありません',
    next: '性別と券の持ち主を見直し、紙のとおりなら医療機関に問い合わせてください。',
    detail: '{{vaccine}}',
  },
  interval_too_short: {
    what: '前の回からの間隔が足りません',
    next: '接種日と接種歴を見直してください。紙のとおりなら、そのまま記録し、間違い接種の一覧に載ります。',
    detail: '{{vaccine}}: 前の接種 {{previous}}、{{interval}}以上、最も早い日 {{earliest}}',
  },
  interval_too_long: {
    what: '前の回から長くたっています',
    next: '誤りではありません。接種日と接種歴を見直してください。',
    detail: '{{vaccine}}: 前の接種 {{previous}}、{{interval}}まで',
  },
  interval_other_vaccine: {
    what: 'ほかのワクチンとの間隔が足りません',
    next: '接種日と接種歴を見直してください。紙のとおりなら、そのまま記録し、間違い接種の一覧に載ります。',
    detail: '{{vaccine}} {{previous}}、{{interval}}以上',
  },
  dose_out_of_order: {
    what: '回数と接種日の順が、接種歴と逆です',
    next: '接種日と回数を紙で見直し、次に接種歴を確かめてください。',
    detail: '{{number}}回目 {{previous}}',
  },
  dose_number_skipped: {
    what: '前の回の接種が記録にありません',
    next: '回数を紙で見直してください。合っていれば、ほかの市町村での接種や、まだ届いていない予診票を調べます。',
    detail: '{{number}}回目',
  },
  dose_needless: {
    what: '要らない回の接種です',
    next: '回数と接種歴を見直してください。紙のとおりなら、そのまま記録し、間違い接種の一覧に載ります。',
    detail: '{{vaccine}}: {{number}}回',
  },
  volume_wrong: {
    what: '接種量が規定と違います',
    next: '接種量とワクチン名を紙で見直してください。紙のとおりなら、そのまま記録し、間違い接種の一覧に載ります。',
    detail: '{{vaccine}}: {{volumes}} mL',
  },
  route_wrong: {
    what: '接種方法が規定と違います',
    next: '接種方法を紙で見直してください。紙のとおりなら、そのまま記録し、間違い接種の一覧に載ります。',
    detail: '{{vaccine}}',
  },
  site_wrong: {
    what: '接種部位が規定と違います',
    next: '接種部位を紙で見直してください。紙のとおりなら、そのまま記録し、間違い接種の一覧に載ります。',
    detail: '{{vaccine}}',
  },
  register_birthdate_mismatch: {
    what: '生年月日が住民台帳と違います',
    next: '生年月日と券番号を紙で見直してください。紙のとおりなら、本人か別の人の券かを調べます。',
  },
  register_name_mismatch: {
    what: '紙の氏名が、券番号の指す人の台帳の氏名と違います',
    next: '氏名と券番号を紙で見直してください。紙のとおりなら、本人か別の人の券かを調べます。',
  },
  dose_after_death: {
    what: '券番号の指す人が亡くなった日より後の接種日です',
    next: '券番号と接種日を紙で見直してください。紙のとおりなら、別の人の券か、住民台帳の誤りかを調べます。',
    detail: '死亡 {{died}}',
  },
  not_resident_on_day: {
    what: '接種日に住んでいた人ではありません',
    next: '接種日を紙で見直し、転入・転出の日と費用を負担する市町村を確かめてください。',
    detail: '転入 {{from}}、転出 {{to}}',
  },
  physician_decision_missing: {
    what: '医師の判断(可能・見合わせる)に印がないか、両方にあります',
    next: '医師の判断の欄を見直し、紙のとおりなら医療機関に問い合わせてください。',
  },
  dose_incomplete: {
    what: '接種したはずなのに、接種日・ロット・接種量のいずれかがありません',
    next: '欄を見直し、紙になければ医療機関に問い合わせてください。',
  },
  duplicate_dose: {
    what: '同じ回または同じ日の接種が、すでに記録されています',
    next: '接種日と回数を見直し、次に接種歴を確かめてください。同じ予診票が二度来たのか、二度接種したのかを分けます。',
    detail: '記録 {{previous}} {{product}}',
  },
  ticket_on_other_sheet: {
    what: '同じ接種券の予診票がほかにもあります。どれが正しいか、紙を確かめてください',
    next: '並んで示すほかの予診票を開き、紙と見比べてください。',
  },
} as const satisfies Readonly<Record<FindingCode, FindingMessage>>;
