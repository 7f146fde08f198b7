import { NativeSelect, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BASES } from '../../rules/retention.ts';
import { type RetentionPreview, retentionApi } from '../../schemas/api/retention.ts';
import { RetentionBasis } from '../../schemas/retention.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SubmitRow } from '../components/SubmitRow.tsx';

type Props = { rule: RetentionPreview['kinds'][number]; onClose: () => void };

/** For how long a kind is kept, from which day, and on what that rests. Empty years: for good. */
export function RuleDialog({ rule, onClose }: Props) {
  const { t } = useTranslation(['translation', 'retention']);
  const [basis, setBasis] = useState(rule.basis);
  const [years, setYears] = useState(rule.years === null ? '' : String(rule.years));
  const [grounds, setGrounds] = useState('');
  const set = useEndpointMutation(retentionApi.setRule, async (_, cache) => {
    await cache.invalidateQueries({ queryKey: endpointKey(retentionApi.preview).slice(0, 1) });
    onClose();
  });
  const plain = years.normalize('NFKC').trim();
  const wrong = plain !== '' && !/^([1-9]\d?|100)$/.test(plain);
  const missing = wrong
    ? t('retention.rule.wrongYears')
    : grounds.trim() === ''
      ? t('retention.rule.groundsMissing')
      : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing !== null) return;
    const body = { kind: rule.kind, basis, years: plain === '' ? null : Number(plain) };
    set.mutate({ body: { ...body, grounds: grounds.trim() } });
  };
  return (
    <Dialog
      title={t('retention.rule.of', { kind: t(`retention.kind.${rule.kind}`) })}
      onClose={onClose}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <NativeSelect
            label={t('retention.rule.basis')}
            value={basis}
            data={BASES[rule.kind].map((value) => ({
              value,
              label: t(`retention.basis.${value}`),
            }))}
            onChange={(event) => setBasis(RetentionBasis.parse(event.currentTarget.value))}
          />
          <TextInput
            label={t('retention.rule.yearsLabel')}
            description={t('retention.rule.yearsHint')}
            inputMode="numeric"
            value={years}
            onChange={(event) => setYears(event.currentTarget.value)}
          />
          <TextInput
            label={t('retention.rule.grounds')}
            description={t('retention.rule.groundsHint')}
            maxLength={200}
            value={grounds}
            onChange={(event) => setGrounds(event.currentTarget.value)}
          />
          {set.error ? <ErrorNotice error={set.error} /> : null}
          <SubmitRow
            submitLabel={t('retention.rule.save')}
            missing={missing}
            pending={set.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Dialog>
  );
}
