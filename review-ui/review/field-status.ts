import type { ReviewField } from '../../schemas/api/review.ts';
import type { Tone } from '../components/StatusTag.tsx';
import { isConfirmable } from './field-answer.ts';

export type RowStatus =
  | 'sending'
  | 'unsent'
  | 'agreed'
  | 'confirmed'
  | 'by_column'
  | 'contested'
  | 'answered'
  | 'to_confirm'
  | 'to_key'
  | 'to_choose'
  | 'open';

export const ROW_TONES: Readonly<Record<RowStatus, Tone>> = {
  sending: 'busy',
  unsent: 'attention',
  agreed: 'good',
  confirmed: 'good',
  by_column: 'good',
  contested: 'attention',
  answered: 'good',
  to_confirm: 'quiet',
  to_key: 'quiet',
  to_choose: 'quiet',
  open: 'quiet',
};

/** Where a field stands for the person at the desk. `typed`: something stands in its input unanswered. */
export function rowStatus(field: ReviewField, sent: boolean, typed = false): RowStatus {
  if (sent) return 'sending';
  if (typed) return 'unsent';
  if (field.byColumn) return 'by_column';
  if (field.status === 'closed') {
    // One person's word on what was shown is no agreement of two.
    return field.closed?.evidence === 'confirmed_as_shown' ? 'confirmed' : 'agreed';
  }
  if (field.mustAnswer && field.mine === null) {
    return waiting(field);
  }
  if (field.status === 'contested') return 'contested';
  return field.mine === null ? 'open' : 'answered';
}

function waiting(field: ReviewField): RowStatus {
  if (field.type === 'person') return 'to_choose';
  return isConfirmable(field) ? 'to_confirm' : 'to_key';
}

/** The answer to show for a field: one's own, else what everybody stands behind. */
export function answerOf(field: ReviewField) {
  return field.mine ?? field.closed;
}
