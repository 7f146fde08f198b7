import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FieldKind } from '../../schemas/master-kinds.ts';

type Props = {
  kind: FieldKind;
  label: string;
  value: string;
  /** Part of the key: never changed. */
  isKept: boolean;
  isFirst: boolean;
  wrong: boolean;
  onChange: (value: string) => void;
};

export function FieldInput({ kind, label, value, isKept, isFirst, wrong, onChange }: Props) {
  const { t } = useTranslation();
  const shared = {
    label,
    disabled: isKept,
    'data-autofocus': isFirst || undefined,
    error: wrong ? t('masters.wrongField') : null,
  };
  if (kind === 'flag') {
    return (
      <Checkbox
        {...shared}
        mt={26}
        checked={value === 'true'}
        onChange={(event) => onChange(String(event.currentTarget.checked))}
      />
    );
  }
  if (kind === 'sex') {
    return (
      <NativeSelect
        {...shared}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={[
          { value: '', label: t('masters.sexUnknown') },
          { value: 'female', label: t('sex.female') },
          { value: 'male', label: t('sex.male') },
        ]}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      autoComplete="off"
      maxLength={300}
      placeholder={kind === 'date' ? t('masters.dayForms') : undefined}
      inputMode={kind === 'yen' ? 'numeric' : undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
