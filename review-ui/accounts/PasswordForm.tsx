import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ownAccountApi } from '../../schemas/api/own-account.ts';
import type { SessionView } from '../../schemas/api/session.ts';
import { useServices } from '../app/Services.tsx';
import { SESSION_KEY } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

const FIELDS = ['current', 'next', 'again'] as const;
type Draft = Record<(typeof FIELDS)[number], string>;
const EMPTY: Draft = { current: '', next: '', again: '' };

/** One's own password, with the one in force. Afterwards the page goes on in a session of its own. */
export function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const cache = useQueryClient();
  const [draft, setDraft] = useState(EMPTY);
  const change = useMutation({
    mutationFn: (body: Pick<Draft, 'current' | 'next'>) =>
      call(ownAccountApi.changePassword, { body }),
    onSuccess: (session: SessionView) => {
      setDraft(EMPTY);
      cache.setQueryData(SESSION_KEY, session);
      onDone();
    },
    // Passwords are not kept with the outcome.
    gcTime: 0,
  });
  const differ = draft.again !== '' && draft.again !== draft.next;
  const whole = FIELDS.every((name) => draft[name] !== '') && !differ;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { current, next } = draft;
    if (whole) change.mutate({ current, next });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" maw={420}>
        {change.error ? <ErrorNotice error={change.error} /> : null}
        {FIELDS.map((name) => (
          <PasswordInput
            key={name}
            label={t(`own.password.${name}`)}
            description={name === 'next' ? t('own.password.hint') : undefined}
            error={name === 'again' && differ ? t('own.password.different') : undefined}
            autoComplete={name === 'current' ? 'current-password' : 'new-password'}
            value={draft[name]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setDraft((before) => ({ ...before, [name]: value }));
            }}
            visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
          />
        ))}
        <Group justify="flex-end">
          <Button type="submit" disabled={!whole} loading={change.isPending}>
            {t('own.password.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
