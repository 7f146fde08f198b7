import { Button, Checkbox, Group, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportPreview } from '../../schemas/api/exports.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { ProblemTable, SubstitutionTable } from './PreviewTables.tsx';

type Words = { purpose: string; recipient: string; leaveOut: boolean };
type Props = {
  preview: ExportPreview;
  pending: boolean;
  error: Error | null;
  onAsk: (words: Words) => void;
};

/** What the conditions give now, and what has to be said before it is asked for. */
export function PreviewView({ preview, pending, error, onAsk }: Props) {
  const { t } = useTranslation();
  const { entries, rows, undated, problemEntries, substituted, needsApproval } = preview;
  return (
    <>
      {undated > 0 ? <Text size="sm">{t('exports.ask.undated', { count: undated })}</Text> : null}
      {entries === 0 ? (
        <EmptyState title={t('exports.ask.none')}>{t('exports.ask.explanation')}</EmptyState>
      ) : (
        <section className="figure-table" aria-live="polite">
          <Text fw={600} size="lg">
            {t('exports.ask.count', { count: entries, rows })}
          </Text>
          <Text size="sm">
            {t(needsApproval ? 'exports.ask.approval' : 'exports.ask.noApproval')}
          </Text>
          <MarkedLine count={preview.markedPersons} />
          {substituted > 0 ? <SubstitutionTable preview={preview} /> : null}
          {problemEntries > 0 ? <ProblemTable preview={preview} /> : null}
          <Words preview={preview} pending={pending} onAsk={onAsk} />
          {error ? <ErrorNotice error={error} /> : null}
        </section>
      )}
    </>
  );
}

function MarkedLine({ count }: { count: number }) {
  const { t } = useTranslation();
  if (count === 0) return <Text size="sm">{t('exports.ask.markedNone')}</Text>;
  return (
    <Text size="sm" fw={600}>
      {t('exports.ask.marked', { count })}
    </Text>
  );
}

function Words({ preview, pending, onAsk }: Omit<Props, 'error'>) {
  const { t } = useTranslation();
  const [purpose, setPurpose] = useState('');
  const [recipient, setRecipient] = useState('');
  const [leaveOut, setLeaveOut] = useState(false);
  const missing = missingOf(preview, { purpose, recipient, leaveOut });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing === null) onAsk({ purpose: purpose.trim(), recipient: recipient.trim(), leaveOut });
  };
  return (
    <form onSubmit={submit} className="export-form">
      {preview.problemEntries > 0 && preview.rows > 0 ? (
        <Checkbox
          label={t('exports.ask.leaveOut')}
          checked={leaveOut}
          onChange={(event) => setLeaveOut(event.currentTarget.checked)}
        />
      ) : null}
      <TextInput
        label={t('exports.ask.purpose')}
        description={t('exports.ask.purposeHint')}
        maxLength={200}
        value={purpose}
        onChange={(event) => setPurpose(event.currentTarget.value)}
      />
      <TextInput
        label={t('exports.ask.recipient')}
        description={t('exports.ask.recipientHint')}
        maxLength={200}
        value={recipient}
        onChange={(event) => setRecipient(event.currentTarget.value)}
      />
      <Group>
        <Button
          type="submit"
          disabled={missing !== null}
          loading={pending}
          aria-describedby={missing === null ? undefined : 'ask-missing'}
        >
          {t('exports.ask.submit')}
        </Button>
        {missing === null ? null : (
          <Text size="xs" id="ask-missing">
            {t(missing)}
          </Text>
        )}
      </Group>
    </form>
  );
}

function missingOf({ problemEntries, rows }: ExportPreview, words: Words) {
  if (problemEntries > 0 && (!words.leaveOut || rows === 0)) return 'exports.ask.leaveOutMissing';
  return words.purpose.trim() === '' || words.recipient.trim() === ''
    ? 'exports.ask.missing'
    : null;
}
