import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldRow } from './FieldRow.tsx';
import { waitsForMe } from './review-progress.ts';
import type { Desk } from './use-desk.ts';

type Props = { desk: Desk; imageUrl: string };

/** All fields in the order of the paper. Notes which rows have really been on the screen. */
export function FieldList({ desk, imageUrl }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const { dispatch, sheet, state } = desk;
  const rows = sheet.fields.length;
  // What is on the screen is known to the browser alone. Rows stay mounted as long as the sheet does, but for one that
  // comes when people are asked whose sheet it is.
  useEffect(() => {
    const root = list.current;
    if (root === null || rows === 0) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const fieldIds = entries
          .filter(({ isIntersecting }) => isIntersecting)
          .map(({ target }) => target.getAttribute('data-field') ?? '');
        if (fieldIds.length > 0) dispatch({ type: 'onScreen', fieldIds });
      },
      { root, threshold: 0.9 },
    );
    for (const row of root.children) observer.observe(row);
    return () => observer.disconnect();
  }, [dispatch, rows]);
  const open = sheet.fields.filter((field) => waitsForMe(field, state)).length;
  const contested = sheet.fields.filter(({ status }) => status === 'contested').length;
  return (
    <section className="field-list" aria-label={t('fields.title')}>
      <p className="field-counts" aria-live="polite">
        {t('fields.counts', { open, contested, total: sheet.fields.length })}
      </p>
      <ol ref={list} aria-label={t('fields.title')}>
        {sheet.fields.map((field) => (
          <FieldRow
            key={field.fieldId}
            field={field}
            current={field.fieldId === state.currentId}
            rowAt={state.rowAt}
            sent={state.sent.has(field.fieldId)}
            typed={(state.drafts[field.fieldId] ?? '') !== ''}
            registration={sheet.registration}
            imageUrl={imageUrl}
            onChoose={desk.goTo}
          />
        ))}
      </ol>
    </section>
  );
}
