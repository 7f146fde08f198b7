import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SignedReview } from '../../schemas/api/accounts.ts';
import { InstantText } from '../components/DateText.tsx';
import { StatusTag } from '../components/StatusTag.tsx';

const TONES = { good: 'good', bad: 'bad', other_key: 'attention' } as const;

/** What was signed so far, account by account, and whether it still is what was signed. */
export function ReviewHistory({ reviews }: { reviews: readonly SignedReview[] }) {
  const { t } = useTranslation();
  return (
    <section className="figure-table" aria-labelledby="review-history">
      <Title order={2} size="h5" id="review-history">
        {t('accounts.review.history')}
      </Title>
      {reviews.length === 0 ? (
        <Text size="sm" py="sm">
          {t('accounts.review.none')}
        </Text>
      ) : null}
      {reviews.map((review) => (
        <SignedReviewDetails key={review.accountReviewId} review={review} />
      ))}
    </section>
  );
}

function SignedReviewDetails({ review }: { review: SignedReview }) {
  const { t } = useTranslation();
  const { accounts, signature, signedAt, signedBy } = review;
  const going = accounts.filter(({ decision }) => decision === 'disable').length;
  const figures = { kept: accounts.length - going, disabled: going };
  return (
    <details className="signed-review">
      <summary>
        <InstantText iso={signedAt} /> {signedBy} {t('accounts.review.summary', figures)}{' '}
        <StatusTag tone={TONES[signature]}>{t(`accounts.review.signature.${signature}`)}</StatusTag>
      </summary>
      <ul>
        {accounts.map(({ accountId, displayName, loginName, roles, decision }) => (
          <li key={accountId}>
            {displayName} ({loginName}){' '}
            {roles.map((role) => t(`accounts.role.${role}`)).join(' / ')}
            {': '}
            <strong>{t(`accounts.review.${decision}`)}</strong>
          </li>
        ))}
      </ul>
    </details>
  );
}
