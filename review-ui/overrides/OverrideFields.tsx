import { Group, NativeSelect, Radio, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { KnownProgramme } from '../../schemas/api/masters.ts';
import { OverrideKind } from '../../schemas/finding.ts';
import { ALL } from '../../schemas/masters.ts';
import type { OverrideDraft, OverrideField } from './override-draft.ts';

type Change = Partial<OverrideDraft>;
type Props = {
  draft: OverrideDraft;
  wrong: readonly OverrideField[];
  /** By the server. */
  refused: readonly string[];
  programmes: readonly KnownProgramme[];
  asksWhom: boolean;
  asksProgramme: boolean;
  onChange: (change: Change) => void;
};

export function OverrideFields(props: Props) {
  const { t } = useTranslation();
  const { draft, wrong, refused, asksWhom, onChange } = props;
  const text = (field: OverrideField) => ({
    label: t(`overrides.field.${field}`),
    autoComplete: 'off',
    value: draft[field],
    // What is still to be keyed is not wrong yet.
    error:
      (draft[field].trim() !== '' && wrong.includes(field)) || refused.includes(field)
        ? t('overrides.wrong')
        : null,
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [field]: event.currentTarget.value }),
  });
  return (
    <>
      {asksWhom ? (
        <TextInput
          {...text('residentId')}
          description={t('overrides.hint.residentId')}
          data-autofocus
        />
      ) : null}
      <Kinds draft={draft} isFirst={!asksWhom} onChange={onChange} />
      <Vaccines {...props} />
      <Group grow align="flex-start">
        <TextInput {...text('fromDay')} description={t('overrides.hint.days')} maxLength={30} />
        <TextInput {...text('toDay')} description={t('overrides.hint.days')} maxLength={30} />
      </Group>
      <Textarea {...text('reason')} rows={2} maxLength={500} />
      <TextInput {...text('document')} description={t('overrides.hint.document')} maxLength={200} />
    </>
  );
}

type KindProps = Pick<Props, 'draft' | 'onChange'> & { isFirst: boolean };

function Kinds({ draft, isFirst, onChange }: KindProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t('overrides.field.kind')}
      value={draft.kind}
      onChange={(kind) => onChange({ kind })}
    >
      <Group mt={4} align="flex-start">
        {OverrideKind.options.map((kind, index) => (
          <Radio
            key={kind}
            maw={300}
            value={kind}
            data-autofocus={(isFirst && index === 0) || undefined}
            label={t(`overrideKind.${kind}`)}
            description={t(`overrides.hint.${kind}`)}
          />
        ))}
      </Group>
    </Radio.Group>
  );
}

/** Those of the vaccine master; a form says its programme by itself. */
function Vaccines({ draft, programmes, asksProgramme, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const named = ({ id, nameJa, nameEn }: Omit<KnownProgramme, 'vaccines'>) => ({
    value: id,
    label: i18n.language === 'ja' ? nameJa : nameEn,
  });
  const chosen = programmes.find(({ id }) => id === draft.programme);
  return (
    <Group grow align="flex-start">
      <NativeSelect
        label={t('overrides.field.programme')}
        value={draft.programme}
        disabled={!asksProgramme}
        data={[{ value: '', label: t('overrides.choose') }, ...programmes.map(named)]}
        onChange={(event) => onChange({ programme: event.currentTarget.value, vaccine: ALL })}
      />
      <NativeSelect
        label={t('overrides.field.vaccine')}
        value={draft.vaccine}
        data={[
          { value: ALL, label: t('overrides.allVaccines') },
          ...(chosen?.vaccines ?? []).map(named),
        ]}
        onChange={(event) => onChange({ vaccine: event.currentTarget.value })}
      />
    </Group>
  );
}
