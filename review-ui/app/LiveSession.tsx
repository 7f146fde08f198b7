import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { followChanges } from './live-changes.ts';
import { tellPresence } from './presence.ts';
import { useServices } from './Services.tsx';
import { endSession, SESSION_KEY } from './session.ts';

/** While somebody is logged in: the page hears what changes, and the server hears that somebody is there. */
export function LiveSession() {
  const cache = useQueryClient();
  const { call, activity } = useServices();
  useEffect(
    () =>
      followChanges({
        cache,
        page: document,
        connect: (url) => new EventSource(url),
        onEnded: () => void lookForSession(cache),
      }),
    [cache],
  );
  useEffect(() => tellPresence(call, activity), [call, activity]);
  return null;
}

async function lookForSession(cache: QueryClient): Promise<void> {
  await cache.invalidateQueries({ queryKey: SESSION_KEY });
  if (cache.getQueryData(SESSION_KEY) === null) endSession(cache);
}
