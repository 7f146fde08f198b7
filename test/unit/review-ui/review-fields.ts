import type { ReviewField } from '../../../schemas/api/review.ts';

/** A field as the server sends it for verification, before anything was answered. */
export function reviewField(over: Partial<ReviewField> & { fieldId: string }): ReviewField {
  return {
    labelJa: over.fieldId,
    labelEn: over.fieldId,
    type: 'text',
    lookAtMm: [0, 0, 10, 5],
    boxMm: null,
    keying: 'unseen',
    reading: null,
    registerValue: null,
    mine: null,
    status: 'open',
    closed: null,
    mustAnswer: true,
    byColumn: false,
    doubt: null,
    ...over,
  };
}

export const shownReading = (value: string) => ({
  value,
  state: value === '' ? ('blank' as const) : ('certain' as const),
  probability: 0.99,
  boxMm: [0, 0, 10, 5] as [number, number, number, number],
});

export const YES_NO = [
  { value: 'yes', labelJa: 'はい', labelEn: 'Yes' },
  { value: 'no', labelJa: 'いいえ', labelEn: 'No' },
  { value: 'blank', labelJa: '無記入', labelEn: 'Not marked' },
  { value: 'both', labelJa: '両方', labelEn: 'Both' },
];
