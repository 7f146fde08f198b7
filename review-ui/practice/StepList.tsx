import { useTranslation } from 'react-i18next';
import type { PracticeStep } from '../../schemas/practice.ts';
import { InstantText } from '../components/DateText.tsx';

/** The newest remark at once, those before it on demand. */
export function StepList({ steps }: { steps: readonly PracticeStep[] }) {
  const { t } = useTranslation();
  const [newest, ...before] = steps;
  if (newest === undefined) return null;
  return (
    <div className="practice-steps">
      <StepText step={newest} />
      {before.length === 0 ? null : (
        <details>
          <summary>{t('practice.history')}</summary>
          {before.map((step) => (
            <StepText key={step.stepNumber} step={step} />
          ))}
        </details>
      )}
    </div>
  );
}

function StepText({ step: { status, gravity, remark, by, at } }: { step: PracticeStep }) {
  const { t } = useTranslation();
  return (
    <small className="block">
      {t(`practice.status.${status}`)} ({t(`practice.gravity.${gravity}`)}) {by}{' '}
      <InstantText iso={at} />
      <br />
      {remark}
    </small>
  );
}
