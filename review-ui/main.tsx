import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './styles/theme.css';
import './styles/theme-dark.css';
import './styles/frame.css';
import './styles/intake.css';
import './styles/review.css';
import './styles/desk.css';
import './styles/ledger.css';
import './styles/column.css';
import './styles/story.css';
import './styles/backlog.css';
import './styles/sampling.css';
import './styles/masters.css';
import './styles/overrides.css';
import './styles/practice.css';
import './styles/accounts.css';
import './styles/exports.css';
import './styles/numbers.css';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { intakeApi } from '../schemas/api/intake.ts';
import type { SessionView } from '../schemas/api/session.ts';
import { createCall } from './api/client.ts';
import { createSendFile } from './api/upload.ts';
import { endpointKey } from './api/use-endpoint.ts';
import { watchActivity } from './app/activity.ts';
import { confirming, createConfirmation } from './app/confirmation.ts';
import { startI18n } from './app/i18n.ts';
import { takeOpenIdAnswer } from './app/openid-answer.ts';
import { createQueryClient } from './app/query-client.ts';
import { createPageRouter } from './app/router.tsx';
import { ServicesContext } from './app/Services.tsx';
import { SESSION_KEY } from './app/session.ts';
import { ThemedPage } from './app/ThemedPage.tsx';
import { createUploadQueue, isUnderWay } from './intake/upload-queue.ts';
import { leaveSheet } from './review/lease.ts';

/** Unique on this page, which is all an upload's line needs; `randomUUID` wants a secure context. */
function countingIds(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return String(last);
  };
}

async function start(root: HTMLElement): Promise<void> {
  const openIdAnswer = takeOpenIdAnswer(window);
  const i18n = await startI18n(window.localStorage, document.documentElement);
  const queryClient = createQueryClient();
  const csrfToken = () =>
    queryClient.getQueryData<SessionView | null>(SESSION_KEY)?.csrfToken ?? null;
  const activity = watchActivity(window, Date.now);
  activity.onReturn(() => {
    void queryClient.invalidateQueries({ predicate: (query) => query.meta?.['polled'] === true });
  });
  const confirmation = createConfirmation();
  // What somebody wanted to do is not done for whoever comes next.
  queryClient.getQueryCache().subscribe(() => {
    const isOver = queryClient.getQueryData(SESSION_KEY) === null;
    if (isOver && confirmation.isAsked()) confirmation.settle(false);
  });
  const plain = createCall({ fetch: window.fetch.bind(window), csrfToken });
  const call = confirming(plain, confirmation);
  const uploads = createUploadQueue({
    newId: countingIds(),
    send: createSendFile({ call, csrfToken }),
    after: (delayMs, run) => void window.setTimeout(run, delayMs),
  });
  window.addEventListener('beforeunload', (event) => {
    if (uploads.uploads().some(isUnderWay)) event.preventDefault();
  });
  const services = { call, activity, uploads, confirmation, openIdAnswer };
  const router = createPageRouter({
    leaveSheet: (purpose, sheetId) => leaveSheet(queryClient, services.call, purpose, sheetId),
  });
  services.uploads.onSent((batchId) => {
    void queryClient.invalidateQueries({
      queryKey: endpointKey(intakeApi.batch, { params: { batchId } }),
    });
  });
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          <ServicesContext value={services}>
            <ThemedPage>
              <Notifications position="bottom-left" classNames={{ root: 'notices' }} />
              <RouterProvider router={router} />
            </ThemedPage>
          </ServicesContext>
        </QueryClientProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
await start(root);
