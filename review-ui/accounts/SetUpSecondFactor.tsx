import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { secondFactorApi } from '../../schemas/api/second-factor.ts';
import type { SessionView } from '../../schemas/api/session.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { useServices } from '../app/Services.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { CodeForm } from './CodeForm.tsx';
import { createPasskey } from './passkey-ceremony.ts';
import { QrPicture } from './QrPicture.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';

type Reply = { recoveryCodes: string[]; session: SessionView };
type Props = { passkeysPossible: boolean; onDone: (session: SessionView) => void };

/** An app that shows codes, or a passkey; then the codes for the day it is lost. */
export function SetUpSecondFactor({ passkeysPossible, onDone }: Props) {
  const { t } = useTranslation();
  const [reply, setReply] = useState<Reply | null>(null);
  const begin = useEndpointMutation(secondFactorApi.beginTotp, () => undefined);
  // Where none are told, there is nothing to keep.
  const settle = (set: Reply) =>
    set.recoveryCodes.length === 0 ? onDone(set.session) : setReply(set);
  if (reply !== null) {
    return <RecoveryCodes codes={reply.recoveryCodes} onKept={() => onDone(reply.session)} />;
  }
  if (begin.data) return <ConfirmTotp {...begin.data} onDone={settle} />;
  return (
    <Stack>
      <div>
        <Text size="sm">{t('own.factor.totpMeans')}</Text>
        {begin.error ? <ErrorNotice error={begin.error} /> : null}
        <Button mt="xs" loading={begin.isPending} onClick={() => begin.mutate({})}>
          {t('own.factor.setUpTotp')}
        </Button>
      </div>
      <NewPasskey possible={passkeysPossible} onDone={settle} />
    </Stack>
  );
}

type ConfirmProps = { secret: string; qrRows: readonly string[]; onDone: (reply: Reply) => void };

function ConfirmTotp({ secret, qrRows, onDone }: ConfirmProps) {
  const { t } = useTranslation();
  const confirm = useEndpointMutation(secondFactorApi.setUpTotp, onDone);
  return (
    <Stack>
      <Text size="sm">{t('own.factor.scan')}</Text>
      <Group align="flex-start" wrap="nowrap">
        <QrPicture rows={qrRows} label={t('own.factor.qr')} />
        <div>
          <Text size="xs">{t('own.factor.byHand')}</Text>
          <code className="totp-secret">{secret.replace(/.{4}(?=.)/g, '$& ')}</code>
        </div>
      </Group>
      <CodeForm
        kind="digits"
        label={t('own.factor.code')}
        hint={t('own.factor.codeHint')}
        submitLabel={t('own.factor.confirm')}
        error={confirm.error}
        pending={confirm.isPending}
        onSubmit={(code) => confirm.mutate({ body: { code } })}
      />
    </Stack>
  );
}

function NewPasskey({ possible, onDone }: { possible: boolean; onDone: (reply: Reply) => void }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: (named: string) => createPasskey(call, named),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') create.mutate(name.trim());
  };
  return (
    <form onSubmit={submit}>
      <Text size="sm">{t('own.factor.passkeyMeans')}</Text>
      {possible ? null : <Text size="sm">{t('own.factor.passkeyNotHere')}</Text>}
      {create.error ? <ErrorNotice error={create.error} /> : null}
      <Group align="flex-end" gap="sm" mt="xs">
        <TextInput
          label={t('own.factor.passkeyName')}
          placeholder={t('own.factor.passkeyNameHint')}
          maxLength={50}
          disabled={!possible}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          disabled={!possible || name.trim() === ''}
          loading={create.isPending}
        >
          {t('own.factor.setUpPasskey')}
        </Button>
      </Group>
    </form>
  );
}
