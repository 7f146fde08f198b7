import { NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Theme } from '../../schemas/accounts.ts';
import { type SessionView, sessionApi } from '../../schemas/api/session.ts';
import { errorCodeOf } from '../api/api-error.ts';
import { useServices } from './Services.tsx';
import { SESSION_KEY } from './session.ts';

/** Drawn at once and kept with the account; where it could not be kept, the screen goes back and says so. */
export function ThemeSwitch({ session }: { session: SessionView }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const cache = useQueryClient();
  const [chosen, setChosen] = useState(session.theme);
  const kept = useRef(session.theme);
  const draw = (theme: Theme) => {
    setChosen(theme);
    cache.setQueryData<SessionView | null>(SESSION_KEY, (now) => (now ? { ...now, theme } : now));
  };
  const choose = useMutation({
    mutationFn: (theme: Theme) => call(sessionApi.theme, { body: { theme } }),
    // One after the other: arrow keys go through them faster than they are kept.
    scope: { id: 'theme' },
    onSuccess: (_nothing, theme) => {
      kept.current = theme;
    },
    onError: (error) => {
      draw(kept.current);
      notifications.show({
        closeButtonProps: { 'aria-label': t('common.close') },
        color: 'red',
        message: t(`error.${errorCodeOf(error)}.what`),
      });
    },
  });
  const take = (theme: Theme) => {
    draw(theme);
    choose.mutate(theme);
  };
  return (
    <NativeSelect
      size="xs"
      aria-label={t('theme.label')}
      value={chosen}
      data={Theme.options.map((value) => ({ value, label: t(`theme.${value}`) }))}
      onChange={(event) => take(Theme.parse(event.currentTarget.value))}
    />
  );
}
