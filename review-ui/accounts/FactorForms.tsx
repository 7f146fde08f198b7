import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type SecondFactors, secondFactorApi } from '../../schemas/api/second-factor.ts';
import type { SessionView } from '../../schemas/api/session.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { useServices } from '../app/Services.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { CodeForm } from './CodeForm.tsx';
import { signWithPasskey } from './passkey-ceremony.ts';

type Props = Pick<SecondFactors, 'totpSince' | 'passkeys' | 'passkeysPossible'> & {
  /** Another field has the keyboard. */
  beside?: boolean;
  onDone: (session: SessionView) => void;
};

/** Whatever the person has set up, to be given now. */
export function FactorForms({ totpSince, passkeys, passkeysPossible, beside, onDone }: Props) {
  const { t } = useTranslation();
  const totp = useEndpointMutation(secondFactorApi.giveTotp, onDone);
  return (
    <>
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
          {...(beside && { beside })}
        />
      )}
      {passkeys.length > 0 ? <PasskeyButton possible={passkeysPossible} onDone={onDone} /> : null}
    </>
  );
}

type PasskeyProps = Pick<Props, 'onDone'> & { possible: boolean };

function PasskeyButton({ possible, onDone }: PasskeyProps) {
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
