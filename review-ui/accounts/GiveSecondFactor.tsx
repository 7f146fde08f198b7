import { Button, Loader, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { secondFactorApi } from '../../schemas/api/second-factor.ts';
import type { SessionView } from '../../schemas/api/session.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { useServices } from '../app/Services.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { CodeForm } from './CodeForm.tsx';
import { signWithPasskey } from './passkey-ceremony.ts';

type Props = { onDone: (session: SessionView) => void };

/** At the log-in: whatever the person has set up, or a recovery code in its place. */
export function GiveSecondFactor({ onDone }: Props) {
  const { t } = useTranslation();
  const factors = useEndpointQuery(secondFactorApi.list, {});
  const [lost, setLost] = useState(false);
  const totp = useEndpointMutation(secondFactorApi.giveTotp, onDone);
  const recovery = useEndpointMutation(secondFactorApi.giveRecoveryCode, onDone);
  if (factors.error) {
    return <ErrorNotice error={factors.error} onRetry={() => factors.refetch()} />;
  }
  if (!factors.data) return <Loader aria-label={t('common.loading')} />;
  const { totpSince, passkeys, passkeysPossible } = factors.data;
  if (lost) {
    return (
      <Stack>
        <CodeForm
          key="recovery"
          kind="paper"
          label={t('own.factor.recoveryCode')}
          hint={t('own.factor.recoveryHint')}
          submitLabel={t('own.factor.submit')}
          error={recovery.error}
          pending={recovery.isPending}
          onSubmit={(code) => recovery.mutate({ body: { code } })}
        />
        <Button variant="default" size="compact-sm" onClick={() => setLost(false)}>
          {t('common.cancel')}
        </Button>
      </Stack>
    );
  }
  return (
    <Stack>
      {totpSince === null ? null : (
        <CodeForm
          key="totp"
          kind="digits"
          label={t('own.factor.code')}
          hint={t('own.factor.codeHint')}
          submitLabel={t('own.factor.submit')}
          error={totp.error}
          pending={totp.isPending}
          onSubmit={(code) => totp.mutate({ body: { code } })}
        />
      )}
      {passkeys.length > 0 ? <PasskeyButton possible={passkeysPossible} onDone={onDone} /> : null}
      <Button variant="default" size="compact-sm" onClick={() => setLost(true)}>
        {t('own.factor.lost')}
      </Button>
    </Stack>
  );
}

function PasskeyButton({ possible, onDone }: Props & { possible: boolean }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const sign = useMutation({ mutationFn: () => signWithPasskey(call), onSuccess: onDone });
  return (
    <>
      {sign.error ? <ErrorNotice error={sign.error} /> : null}
      <Button disabled={!possible} loading={sign.isPending} onClick={() => sign.mutate()}>
        {t('own.factor.usePasskey')}
      </Button>
      {possible ? null : t('own.factor.passkeyNotHere')}
    </>
  );
}
