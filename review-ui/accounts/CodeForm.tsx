import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { focusOnMount } from '../components/focus-on-mount.ts';

type Props = {
  label: string;
  hint?: string;
  submitLabel: string;
  /** Six digits from an app, or the longer code from paper. */
  kind: 'digits' | 'paper';
  error: Error | null;
  pending: boolean;
  /** Another field has the keyboard. */
  beside?: boolean;
  onSubmit: (code: string) => void;
};

/** A code somebody reads elsewhere and types here. */
export function CodeForm({
  label,
  hint,
  submitLabel,
  kind,
  error,
  pending,
  beside,
  onSubmit,
}: Props) {
  const [code, setCode] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() === '') return;
    onSubmit(code);
    setCode('');
  };
  return (
    <form onSubmit={submit}>
      {error ? <ErrorNotice error={error} /> : null}
      <Group align="flex-end" gap="sm" mt={error ? 'sm' : 0}>
        <TextInput
          label={label}
          description={hint}
          inputMode={kind === 'digits' ? 'numeric' : 'text'}
          autoComplete={kind === 'digits' ? 'one-time-code' : 'off'}
          maxLength={32}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          {...(!beside && { ref: focusOnMount })}
        />
        <Button type="submit" disabled={code.trim() === ''} loading={pending}>
          {submitLabel}
        </Button>
      </Group>
    </form>
  );
}
