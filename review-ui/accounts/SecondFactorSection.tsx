import { Button, Group, Loader, Text, Title } from '@mantine/core';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SecondFactors, secondFactorApi } from '../../schemas/api/second-factor.ts';
import { endpointKey, useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { SESSION_KEY } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { SetUpSecondFactor } from './SetUpSecondFactor.tsx';
import { useTold } from './use-told.ts';

const forget = (cache: QueryClient) =>
  cache.invalidateQueries({ queryKey: endpointKey(secondFactorApi.list) });

/** One's own second factor: what there is, another one, and codes for the day it is lost. */
export function SecondFactorSection() {
  const { t } = useTranslation();
  const factors = useEndpointQuery(secondFactorApi.list, {});
  return (
    <section className="figure-table" aria-labelledby="own-factor">
      <Title order={2} size="h5" id="own-factor">
        {t('own.factor.title')}
      </Title>
      {factors.error ? (
        <ErrorNotice error={factors.error} onRetry={() => factors.refetch()} />
      ) : null}
      {factors.data ? <Factors {...factors.data} /> : null}
      {factors.isPending ? <Loader size="sm" aria-label={t('common.loading')} /> : null}
    </section>
  );
}

function Factors(factors: SecondFactors) {
  const { t } = useTranslation();
  const told = useTold();
  const cache = useQueryClient();
  const [adding, setAdding] = useState(false);
  const { totpSince, passkeys, isRequired, passkeysPossible } = factors;
  const none = totpSince === null && passkeys.length === 0;
  if (adding) {
    return (
      <SetUpSecondFactor
        passkeysPossible={passkeysPossible}
        onDone={(session) => {
          cache.setQueryData(SESSION_KEY, session);
          setAdding(false);
          told(t('own.factor.done'));
          void forget(cache);
        }}
      />
    );
  }
  return (
    <>
      <Text size="xs" mb="xs">
        {t(isRequired ? 'own.factor.required' : 'own.factor.voluntary')}
      </Text>
      {none ? <Text size="sm">{t('own.factor.none')}</Text> : <FactorList {...factors} />}
      <Group mt="sm">
        <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
          {t('own.factor.add')}
        </Button>
      </Group>
      {none ? null : <CodesLeft left={factors.recoveryCodesLeft} />}
    </>
  );
}

function FactorList({ totpSince, passkeys }: SecondFactors) {
  const { t } = useTranslation();
  const told = useTold();
  const removed = async (cache: QueryClient) => {
    told(t('own.factor.removed'));
    await forget(cache);
  };
  const totp = useEndpointMutation(secondFactorApi.removeTotp, (_nothing, cache) => removed(cache));
  const passkey = useEndpointMutation(secondFactorApi.removePasskey, (_nothing, cache) =>
    removed(cache),
  );
  const failed = totp.error ?? passkey.error;
  return (
    <>
      {failed ? <ErrorNotice error={failed} /> : null}
      <ul className="factor-list">
        {totpSince === null ? null : (
          <li>
            <span>
              {t('own.factor.totp')} <InstantText iso={totpSince} />
            </span>
            <Button size="compact-xs" variant="default" onClick={() => totp.mutate({})}>
              {t('own.factor.remove')}
            </Button>
          </li>
        )}
        {passkeys.map(({ credentialId, name, createdAt }) => (
          <li key={credentialId}>
            <span>
              {t('own.factor.passkey', { name })} <InstantText iso={createdAt} />
            </span>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t('own.factor.removeNamed', { name })}
              onClick={() => passkey.mutate({ params: { credentialId } })}
            >
              {t('own.factor.remove')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

function CodesLeft({ left }: { left: number }) {
  const { t } = useTranslation();
  const renew = useEndpointMutation(secondFactorApi.renewRecoveryCodes, (_codes, cache) =>
    forget(cache),
  );
  if (renew.data) {
    return <RecoveryCodes codes={renew.data.recoveryCodes} onKept={() => renew.reset()} />;
  }
  return (
    <Group mt="sm" gap="sm">
      <Text size="sm">{t('own.factor.codesLeft', { count: left })}</Text>
      {renew.error ? <ErrorNotice error={renew.error} /> : null}
      <Button
        size="compact-xs"
        variant="default"
        loading={renew.isPending}
        onClick={() => renew.mutate({})}
      >
        {t('own.factor.renewCodes')}
      </Button>
    </Group>
  );
}
