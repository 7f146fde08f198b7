import { Radio, Stack, Text, Textarea } from '@mantine/core';
import type { TFunction } from 'i18next';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';
import { SubmitRow } from './SubmitRow.tsx';

type Choice<T extends string> = { value: T; label: string; hint: string };

type Props<T extends string> = {
  title: string;
  explanation: ReactNode;
  submitLabel: string;
  /** What is to become of it, where there is more than one way. */
  choices?: readonly [Choice<T>, ...Choice<T>[]];
  reasonRequired?: boolean;
  /** What else is missing, in words; `null` when nothing is. */
  missing?: string | null;
  wide?: boolean;
  initialReason?: string;
  error: Error | null;
  pending: boolean;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
  onSubmit: (reason: string, choice: T | undefined) => void;
  onClose: () => void;
};

/** Asks for the reason that will stand in the record. Nothing is chosen for the person beforehand. */
export function ReasonDialog<T extends string>(props: Props<T>) {
  const { t } = useTranslation();
  const { choices, reasonRequired = true } = props;
  const [reason, setReason] = useState(props.initialReason ?? '');
  const [choice, setChoice] = useState<T>();
  const missing =
    props.missing ??
    firstMissing(t, {
      choice: choices !== undefined && choice === undefined,
      reason: reasonRequired && reason.trim() === '',
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing === null) props.onSubmit(reason.trim(), choice);
  };
  return (
    <Dialog
      onClose={props.onClose}
      title={props.title}
      onKeyDown={props.onKeyDown}
      size={props.wide ? 'xl' : 'md'}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm" component="div">
            {props.explanation}
          </Text>
          {choices ? (
            <Radio.Group
              label={t('reason.choice')}
              value={choice ?? null}
              onChange={(value) => setChoice(choices.find((one) => one.value === value)?.value)}
            >
              <Stack gap="xs" mt={4}>
                {choices.map((one, index) => (
                  <Radio
                    key={one.value}
                    // The keyboard starts here and not on the button that closes; nothing is chosen by it.
                    data-autofocus={index === 0 ? true : undefined}
                    value={one.value}
                    label={one.label}
                    description={one.hint}
                  />
                ))}
              </Stack>
            </Radio.Group>
          ) : null}
          <Textarea
            label={t('reason.label')}
            maxLength={500}
            autosize={false}
            rows={3}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus={choices ? undefined : true}
          />
          {props.error ? <ErrorNotice error={props.error} /> : null}
          <SubmitRow
            submitLabel={props.submitLabel}
            missing={missing}
            pending={props.pending}
            onCancel={props.onClose}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

function firstMissing(t: TFunction, missing: { choice: boolean; reason: boolean }): string | null {
  if (missing.choice) return t('reason.choiceMissing');
  return missing.reason ? t('reason.missing') : null;
}
