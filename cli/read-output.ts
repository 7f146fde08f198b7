import type { ErrorCode } from '../schemas/error-codes.ts';
import type { FieldReading } from '../schemas/reading.ts';
import { told } from './check/check-output.ts';
import type { PageResult } from './page-result.ts';

type Page = Extract<PageResult, { kind: 'page' }>;
type Refused = Extract<PageResult, { kind: 'refused' }>;

/** One page as one line of JSON: the contract of `yoshin read --json`. */
export function jsonLine({ file, page, reading, ink, findings, person, record }: Page): string {
  const { template, registration, ms, fields } = reading;
  return JSON.stringify({
    file,
    page,
    template,
    registration: registration && {
      residualMm: round(registration.residualMm, 3),
      rotation: registration.rotation,
    },
    ms,
    fields: Object.fromEntries(
      Object.entries(fields).map(([id, field]) => [id, shown(field, ink.fields[id])]),
    ),
    findings: findings.map(told),
    // Whose sheet it is, and the record it makes, only masters can tell.
    ...(person === null ? {} : { person, record }),
  });
}

type Belief = Pick<FieldReading, 'accepted' | 'probability'>;
type Shown = Omit<FieldReading, 'engineVersion'> & Readonly<{ ink?: Belief }>;

/** `ink`: what was believed of the same value before masters were heard, where that was something else. */
function shown(field: FieldReading, ink: FieldReading | undefined): Shown {
  const { value, state, accepted, probability, candidates, boxMm, engine } = field;
  const isOther = ink?.value === value && ink.probability !== probability;
  return {
    ...{ value, state, accepted, probability, candidates, boxMm, engine },
    ...(isOther ? { ink: { accepted: ink.accepted, probability: ink.probability } } : {}),
  };
}

export function errorLine({ file, page, code }: Refused): string {
  return JSON.stringify({
    file,
    ...(page === null ? {} : { page }),
    error: { code, message: messageOf(code) },
  });
}

const TEMPLATE_JA: Record<string, string> = {
  blank: '白紙',
  cover: '表紙',
  other: '不明な様式',
};
const STATE_JA: Record<FieldReading['state'], string> = {
  certain: '確か',
  doubtful: '疑い',
  blank: '空欄',
  unreadable: '読めず',
};

/** The same for a person: the page on one line, its fields below. */
export function tableLines(result: PageResult): string[] {
  if (result.kind === 'refused') {
    const page = result.page === null ? '' : ` ${result.page}枚目`;
    return [`${result.file}${page}  読み取れません: ${messageOf(result.code)} (${result.code})`];
  }
  const { file, page, reading, findings } = result;
  const { registration } = reading;
  const place = registration
    ? `  ずれ ${registration.residualMm.toFixed(2)} mm  向き ${registration.rotation}°`
    : '';
  const title = TEMPLATE_JA[reading.template] ?? reading.template;
  return [
    `${file} ${page}枚目  ${title}${place}  ${Math.round(reading.ms)} ms`,
    ...Object.entries(reading.fields).map(([id, field]) => fieldLine(id, field)),
    ...findings.map(({ code, fields }) => `  ! ${code} ${fields.join(' ')}`),
  ];
}

function fieldLine(id: string, field: FieldReading): string {
  const percent = `${Math.round(field.probability * 100)}%`.padStart(4);
  const mark = field.accepted ? '○' : '・';
  return `  ${mark} ${id.padEnd(20)} ${STATE_JA[field.state]} ${percent}  ${field.value ?? '—'}`;
}

const MESSAGES_JA: Partial<Record<ErrorCode, string>> = {
  'input.unsupported_type': 'JPEG・PNG・TIFF・PDF ではありません',
  'input.unreadable_image': '画像が壊れています',
  'input.truncated': 'ファイルが途中で切れています',
  'input.encrypted_pdf': 'パスワードのかかった PDF です',
  'input.too_many_pages': 'ページが多すぎます',
  'input.too_many_pixels': '画像が大きすぎます',
  'input.empty': '中身がありません',
  'input.decoder_timeout': '時間内に開けませんでした',
  'input.decoder_memory': '開くのに必要なメモリーが上限を超えました',
  'input.decoder_crashed': '開いている途中で異常終了しました',
  'reading.timeout': '時間内に読み取れませんでした',
  'reading.memory': '読み取りに必要なメモリーが上限を超えました',
  'reading.crashed': '読み取りの途中で異常終了しました',
  'reading.stopped': '読み取りを中止しました',
  'resource.not_found': 'ファイルがありません',
};

function messageOf(code: ErrorCode): string {
  return MESSAGES_JA[code] ?? code;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
