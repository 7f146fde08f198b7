import { NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../schemas/accounts.ts';
import { type AccountRow, accountsApi } from '../../schemas/api/accounts.ts';
import { ApiError } from '../api/api-error.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SubmitRow } from '../components/SubmitRow.tsx';
import { forgetAccounts } from './account-state.ts';
import type { HandedOver } from './OneTimePasswordDialog.tsx';
import { RoleChoice } from './RoleChoice.tsx';

/** As the server has it (ledger/accounts/login-name.ts). */
const LOGIN_NAME = /^[a-z0-9][a-z0-9._-]{2,63}$/;

type Props = {
  accounts: readonly AccountRow[];
  onClose: () => void;
  onCreated: (password: HandedOver) => void;
};

export function CreateAccountDialog({ accounts, onClose, onCreated }: Props) {
  const { t } = useTranslation();
  const [loginName, setLoginName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [roles, setRoles] = useState<Role[]>([]);
  const [staffMemberId, setStaffMemberId] = useState('');
  const known = accounts.find((account) => account.staffMemberId === staffMemberId);
  const name = known?.displayName ?? displayName.trim();
  const create = useEndpointMutation(accountsApi.create, async ({ oneTimePassword }, cache) => {
    await forgetAccounts(cache);
    onCreated({ name, password: oneTimePassword });
  });
  const written = loginName.normalize('NFKC').trim().toLowerCase();
  const problem = written === '' || LOGIN_NAME.test(written) ? null : 'loginNameProblem';
  const taken =
    create.error instanceof ApiError && create.error.fields.includes('loginName')
      ? 'loginNameTaken'
      : null;
  const shown = problem ?? taken;
  const sound = written !== '' && problem === null && name !== '' && roles.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!sound) return;
    const person = { displayName: name, staffMemberId: known?.staffMemberId ?? null };
    create.mutate({ body: { loginName: written, roles, ...person } });
  };
  return (
    <Dialog onClose={onClose} title={t('accounts.create.title')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">{t('accounts.create.explanation')}</Text>
          <TextInput
            label={t('accounts.list.loginName')}
            description={t('accounts.create.loginNameHint')}
            error={shown === null ? null : t(`accounts.create.${shown}`)}
            autoComplete="off"
            value={loginName}
            onChange={(event) => {
              setLoginName(event.currentTarget.value);
              create.reset();
            }}
            data-autofocus
          />
          <NativeSelect
            label={t('accounts.create.person')}
            description={t('accounts.create.personHint')}
            value={staffMemberId}
            data={[{ value: '', label: t('accounts.create.nobody') }, ...peopleOf(accounts)]}
            onChange={(event) => setStaffMemberId(event.currentTarget.value)}
          />
          {known ? null : (
            <TextInput
              label={t('accounts.list.name')}
              description={t('accounts.create.nameHint')}
              autoComplete="off"
              maxLength={100}
              value={displayName}
              onChange={(event) => setDisplayName(event.currentTarget.value)}
            />
          )}
          <RoleChoice label={t('accounts.list.roles')} roles={roles} onChange={setRoles} />
          {create.error && taken === null ? <ErrorNotice error={create.error} /> : null}
          <SubmitRow
            submitLabel={t('accounts.create.submit')}
            missing={sound ? null : t('accounts.create.missing')}
            pending={create.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

/** Each person once, by any of their accounts. */
function peopleOf(accounts: readonly AccountRow[]) {
  const people = new Map(accounts.map((account) => [account.staffMemberId, account]));
  return [...people.values()].map(({ staffMemberId, displayName, loginName }) => ({
    value: staffMemberId,
    label: `${displayName} (${loginName})`,
  }));
}
