import { useTranslation } from 'react-i18next';
import { dayInJapan, formatWareki } from '../../rules/calendar.ts';

/** A day as people here write it; the ISO form is one hover away and what machines read. */
export function DateText({ iso }: { iso: string }) {
  const { i18n } = useTranslation();
  return (
    <time dateTime={iso} title={iso}>
      {i18n.language === 'ja' ? formatWareki(iso) : iso}
    </time>
  );
}

/** An instant in Japan, to the minute, or to the second where one event follows on another. */
export function InstantText({ iso, seconds = false }: { iso: string; seconds?: boolean }) {
  const { i18n } = useTranslation();
  const instant = new Date(iso);
  const day = dayInJapan(instant);
  return (
    <time dateTime={iso} title={iso}>
      {i18n.language === 'ja' ? formatWareki(day) : day} {clockInJapan(instant, seconds)}
    </time>
  );
}

/** The time of day alone, where the day stands above it. */
export function ClockText({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={iso}>
      {clockInJapan(new Date(iso))}
    </time>
  );
}

const clockInJapan = (instant: Date, seconds = false): string =>
  instant.toLocaleTimeString('ja-JP', {
    timeZone: 'Asia/Tokyo',
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds && { second: '2-digit' }),
  });
