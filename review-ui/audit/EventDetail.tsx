import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { isIsoDate } from '../../rules/calendar.ts';
import type { AuditEventView } from '../../schemas/api/audit.ts';
import { DateText, InstantText } from '../components/DateText.tsx';
import { useAuditWords } from './use-audit-words.ts';

/** What an event tells besides, in words; the codes themselves are in the file. */
export function EventDetail({ detail }: Pick<AuditEventView, 'detail'>) {
  const words = useAuditWords();
  const told = Object.entries(detail).filter(([, value]) => isSaid(value));
  if (told.length === 0) return null;
  return (
    <dl className="audit-detail">
      {told.map(([key, value]) => (
        <div key={key}>
          <dt>{words.detail(key)}</dt>
          <dd>
            <DetailValue name={key} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const isSaid = (value: unknown): boolean =>
  value !== null && !(Array.isArray(value) && value.length === 0);

/** Of these the words are told one by one; of others, ids and digests, only how many they are. */
const LISTED: ReadonlySet<string> = new Set(['roles', 'secondFactorRoles', 'typed', 'fields']);

function DetailValue({ name, value }: { name: string; value: unknown }) {
  const { t } = useTranslation();
  const words = useAuditWords();
  if (Array.isArray(value)) {
    if (!LISTED.has(name)) return t('auditLog.items', { count: value.length });
    return value.map((one) => words.value(name, String(one))).join('、');
  }
  if (typeof value === 'boolean') return value ? t('auditLog.yes') : t('auditLog.no');
  if (typeof value === 'number') return value.toLocaleString('ja-JP');
  const text = String(value);
  if (isIsoDate(text)) return <DateText iso={text} />;
  if (z.iso.datetime().safeParse(text).success) return <InstantText iso={text} seconds />;
  return <ShortCode text={words.value(name, text)} />;
}

const LONG = 20;

/** An id or a digest by its beginning; the whole of it is one hover away. */
export function ShortCode({ text }: { text: string }) {
  if (!IS_CODE.test(text) || text.length <= LONG) return text;
  return <code title={text}>{text.slice(0, LONG - 1)}…</code>;
}

const IS_CODE = /^[0-9a-f:-]+$/;
