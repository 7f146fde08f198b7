import { useTranslation } from 'react-i18next';
import { dayInJapan } from '../../rules/calendar.ts';
import type { BacklogView, ClearBy } from '../../schemas/api/backlog.ts';
import { DateText, InstantText } from '../components/DateText.tsx';

/** The few figures one looks for first. */
export function HeadFigures({ view }: { view: BacklogView }) {
  const { t } = useTranslation();
  const { forecast, days } = view;
  const today = days.find(({ day }) => day === dayInJapan(new Date(view.at)));
  const perDay = (rate: number) => t('backlog.head.perDay', { rate: rate.toFixed(1) });
  return (
    <>
      <dl className="head-figures">
        <div>
          <dt>{t('backlog.head.open')}</dt>
          <dd>{t('backlog.sheets', { count: view.open })}</dd>
        </div>
        <div>
          <dt>{t('backlog.head.arrived')}</dt>
          <dd>{t('backlog.sheets', { count: today?.arrived ?? 0 })}</dd>
        </div>
        <div>
          <dt>{t('backlog.head.committed')}</dt>
          <dd>{t('backlog.sheets', { count: today?.committed ?? 0 })}</dd>
        </div>
        <div className="head-forecast">
          <dt>{t('backlog.head.asNow')}</dt>
          <dd>
            <ClearByText clearBy={forecast.asNow} />
          </dd>
        </div>
        <div className="head-forecast">
          <dt>{t('backlog.head.withoutArrivals')}</dt>
          <dd>
            <ClearByText clearBy={forecast.withoutArrivals} />
          </dd>
        </div>
      </dl>
      <p className="head-note">
        {t('backlog.head.basis', {
          days: forecast.workingDays,
          arrived: perDay(forecast.arrivedPerDay),
          finished: perDay(forecast.finishedPerDay),
        })}{' '}
        <InstantText iso={view.at} /> {t('backlog.head.at')}
      </p>
    </>
  );
}

function ClearByText({ clearBy }: { clearBy: ClearBy }) {
  const { t } = useTranslation();
  switch (clearBy.kind) {
    case 'clear':
      return t('backlog.clearBy.clear');
    case 'too_few_days':
      return t('backlog.clearBy.tooFewDays', { days: clearBy.days, needed: clearBy.needed });
    case 'not_foreseeable':
      return t('backlog.clearBy.notForeseeable');
    case 'range':
      return (
        <>
          <DateText iso={clearBy.earliest} /> {t('backlog.clearBy.to')}{' '}
          {clearBy.latest === null ? t('backlog.clearBy.open') : <DateText iso={clearBy.latest} />}
        </>
      );
    default:
      return clearBy satisfies never;
  }
}
