import { z } from 'zod';
import { OverrideGrant, OverrideKind } from './finding.ts';
import { ResidentId, Sex } from './masters.ts';
import { NamedPerson } from './person-word.ts';

/** Where an item comes from: 施行規則 = statutory minimum; F = Fujimino PIA 別添１; T = Toyonaka PIA 別添2. */
type Source = '施行規則' | 'F' | 'T';

const item = <S extends z.ZodType>(
  schema: S,
  ja: string,
  sources: readonly Source[],
  unit?: string,
) => schema.nullable().meta({ ja, sources, ...(unit === undefined ? {} : { unit }) });

const text = z.string().min(1);
const date = z.iso.date();
const code = z.string().min(1);

/** 接種区分: whether the dose was given, or the person was examined only (予診のみ, payable). */
export const ServiceKind = z.enum(['vaccinated', 'examined_only']);
export type ServiceKind = z.infer<typeof ServiceKind>;

/**
 * The union of the two municipalities' record files (DOMAIN.md §1), less 個人番号, which is never kept.
 * `null` says the source has no such item or nobody could read it; it is never an empty string.
 */
export const InoculationRecord = z.strictObject({
  residentId: item(ResidentId, '宛名番号(基本コード)', ['F', 'T']),
  householdId: item(code, '世帯番号', ['T']),
  name: item(text, '被接種者氏名', ['施行規則', 'T']),
  kana: item(text, '氏名カナ', ['T']),
  birthDate: item(date, '生年月日', ['施行規則', 'T']),
  sex: item(Sex, '性別', ['施行規則', 'T']),
  address: item(text, '住所', ['施行規則', 'T']),
  phone: item(text, '電話番号', ['F', 'T']),
  guardianName: item(text, '保護者名', ['T']),
  nonRegistered: item(z.boolean(), '住登外フラグ', ['T']),
  municipalityCode: item(code, '自治体コード', ['T']),
  ticketCode: item(z.string().regex(/^\d{18}$/), 'OCRライン(接種券)', ['T']),
  ticketNumber: item(z.string().regex(/^\d{10}$/), '接種券番号', ['T']),
  programme: item(code, '接種種類(予防接種区分)', ['施行規則', 'F', 'T']),
  doseNumber: item(z.int().positive(), '接種回数', ['F', 'T'], '回'),
  fiscalYear: item(z.int(), '接種年度', ['F'], '年度'),
  vaccinationDate: item(date, '接種年月日', ['施行規則', 'F', 'T']),
  examiningPhysicianCode: item(code, '予診医コード', ['F']),
  vaccinatingPhysicianCode: item(code, '接種医コード', ['F']),
  physicianName: item(text, '医師氏名', ['施行規則']),
  venueCode: item(code, '接種会場コード', ['F']),
  venueName: item(text, '場所', ['T']),
  institutionCode: item(z.string().regex(/^\d{10}$/), '医療機関コード', ['F', 'T']),
  serviceKind: item(ServiceKind, '接種区分', ['F']),
  contraindicationKind: item(code, '接種不適当区分', ['F']),
  certificateIssueKind: item(code, '接種済証発行区分', ['F']),
  certificateId: item(code, '証明書ID', ['T']),
  certificateIssueDate: item(date, '証明書発行年月日', ['T']),
  doseVolumeMl: item(z.string().regex(/^\d+(\.\d+)?$/), '接種量', ['施行規則', 'F', 'T'], 'mL'),
  site: item(code, '接種部位', ['F']),
  route: item(code, '接種方法', ['F']),
  manufacturer: item(text, 'メーカー(ワクチン製造所)', ['F', 'T']),
  productName: item(text, 'ワクチン名(製品名)', ['F', 'T']),
  lotNumber: item(text, 'ロットNO(製造番号)', ['施行規則', 'F', 'T']),
  lotExpiry: item(date, '有効期限', ['F', 'T']),
  diseaseHistoryKind: item(code, '罹患区分', ['F']),
  diseaseHistoryDate: item(date, '罹患年月日', ['F']),
  subsidyKind: item(code, '助成区分', ['F']),
  subsidyDate: item(date, '助成年月日', ['F']),
  subsidyYen: item(z.int().nonnegative(), '助成金額', ['F'], '円'),
  claimMonth: item(z.string().regex(/^\d{4}-\d{2}$/), '請求年月', ['F']),
  otherMunicipalityKind: item(code, '他市町村接種区分', ['F']),
  longTermCareException: item(z.boolean(), '長期療養特例フラグ', ['T']),
  exchangeIdentifier: item(code, '情報提供用個人識別符号', ['F']),
  integratedResidentId: item(code, '団体内統合宛名番号', ['F']),
  insuranceInformation: item(text, '医療保険・地方税関係情報', ['T']),
  passportInformation: item(text, '旅券関係情報', ['T']),
  remarks: item(text, '備考', ['F']),
});
export type InoculationRecord = z.infer<typeof InoculationRecord>;

export const RECORD_ITEMS = Object.keys(InoculationRecord.shape) as ReadonlyArray<
  // Proof: Object.keys of the literal shape above is exactly its keys.
  keyof InoculationRecord
>;

/** How the value of one field came to be believed; stored in the ledger beside the value. */
export const FieldEvidence = z.enum([
  'keyed_agrees_with_reading',
  'confirmed_as_shown',
  /** No second source exists (a telephone number): keyed by A, seen and approved by B. */
  'keyed_and_approved',
  'two_equal_keyings',
  'adjudicated',
]);
export type FieldEvidence = z.infer<typeof FieldEvidence>;

/** A value as people and readers closed it. `illegible`/`not_on_paper` are answers; their value is `null`. */
export const ClosedField = z.strictObject({
  fieldId: z.string(),
  value: z.string().nullable(),
  answer: z.enum(['value', 'blank', 'illegible', 'not_on_form']),
  evidence: FieldEvidence,
});
export type ClosedField = z.infer<typeof ClosedField>;

export const LedgerEntryKind = z.enum(['vaccinated', 'examined_only', 'corrected', 'voided']);
export type LedgerEntryKind = z.infer<typeof LedgerEntryKind>;

/** A finding that an override answered, and which. Entries written before there were any have none. */
export const LiftedFinding = z.strictObject({
  finding: z.string(),
  kind: OverrideKind,
  reason: z.string(),
  /** `null`: the form itself says so. */
  grant: OverrideGrant.nullable(),
});
export type LiftedFinding = z.infer<typeof LiftedFinding>;

/** What an entry says. Committed item by item with its own salt, so one dose can be proven without the rest. */
export const LedgerContent = z.strictObject({
  record: InoculationRecord,
  fields: z.array(ClosedField),
  findings: z.array(z.string()),
  /** Those of `findings` that an override answers; absent where none does. */
  overrides: z.array(LiftedFinding).min(1).optional(),
  reason: z.string().nullable(),
  /** Absent where the number on the sheet said whose it is. */
  person: NamedPerson.optional(),
});
export type LedgerContent = z.infer<typeof LedgerContent>;
