import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { dayInJapan } from '../../rules/calendar.ts';
import type { SheetStory, StoryEvent } from '../../schemas/api/story.ts';
import { ClockText, DateText } from '../components/DateText.tsx';
import { HappeningText } from './HappeningText.tsx';

/** Day by day, each step with its time and who took it. */
export function StoryTimeline({ story: { events } }: { story: SheetStory }) {
  const { t } = useTranslation();
  const days = Map.groupBy(events, ({ at }) => dayInJapan(new Date(at)));
  return (
    <section aria-label={t('story.timeline')}>
      <h2>{t('story.timeline')}</h2>
      {[...days].map(([day, happened]) => (
        <section key={day} className="story-day" aria-label={day}>
          <h3>
            <DateText iso={day} />
          </h3>
          <ol>
            {happened.map((event, index) => (
              // What has happened keeps its place.
              // biome-ignore lint/suspicious/noArrayIndexKey: the list only ever grows at its end
              <EventLine key={`${event.at} ${index}`} event={event} />
            ))}
          </ol>
        </section>
      ))}
    </section>
  );
}

function EventLine({ event: { at, by, what } }: { event: StoryEvent }) {
  const { t } = useTranslation();
  return (
    <li className={`story-event story-${what.kind}`}>
      <ClockText iso={at} />
      <div>
        <HappeningText what={what} />
        {what.kind === 'committed' ? (
          <Link to="/ledger" search={{ entry: what.entryId }} className="not-printed">
            {t('story.openEntry')}
          </Link>
        ) : null}
      </div>
      <span className="story-by">{by ?? t('story.machine')}</span>
    </li>
  );
}
