import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type SessionView, sessionApi } from '../../schemas/api/session.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { DemonstrationNotice } from './DemonstrationNotice.tsx';
import { IdleGuard } from './IdleGuard.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { LiveSession } from './LiveSession.tsx';
import { Navigation } from './Navigation.tsx';
import { endSession } from './session.ts';
import { ThemeSwitch } from './ThemeSwitch.tsx';

export function AppFrame({ session }: { session: SessionView }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { mutate } = useEndpointMutation(sessionApi.logout, () => undefined);
  // The address stays: who comes back goes on where they were.
  const expire = () => mutate({}, { onSettled: () => endSession(cache) });
  return (
    <div className="frame">
      {/* Not <header>: a dialog has one of its own, and a page one banner. */}
      <section aria-label={t('frame.top')}>
        {session.demonstration ? <DemonstrationNotice /> : null}
        <div className="frame-header">
          <span className="frame-name">{t('frame.name')}</span>
          <Navigation session={session} />
          <div className="frame-who">
            <Link to="/account" className="frame-account" title={t('frame.account')}>
              {session.municipalityName} {session.displayName}
            </Link>
            <ThemeSwitch session={session} />
            <LanguageSwitch />
            <Button size="compact-xs" variant="default" onClick={() => navigate({ to: '/logout' })}>
              {t('frame.logout')}
            </Button>
          </div>
        </div>
      </section>
      <main className="frame-main">
        <Outlet />
      </main>
      <LiveSession />
      <IdleGuard idleMinutes={session.idleMinutes} onExpired={expire} />
    </div>
  );
}
