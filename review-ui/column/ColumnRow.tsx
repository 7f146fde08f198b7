import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnCell, ColumnView } from '../../schemas/api/column.ts';
import { StatusTag } from '../components/StatusTag.tsx';
import type { Row } from './column-rows.ts';
import type { RowState } from './column-state.ts';
import type { ColumnDesk } from './use-column.ts';
import type { Crop, useCrops } from './use-crops.ts';

type Props = {
  row: Row;
  index: number;
  view: ColumnView;
  clinic: string;
  desk: ColumnDesk;
  crops: ReturnType<typeof useCrops>;
  cropPx: { width: number; height: number };
};

/** One row: what Enter confirms. The row in work has the keyboard and lies on the screen. */
export function ColumnRow({ row, index, view, clinic, desk, crops, cropPx }: Props) {
  const { t, i18n } = useTranslation();
  const here = useRef<HTMLDivElement>(null);
  const { state, dispatch } = desk;
  const isCurrent = state.row === index;
  const stands = state.rows.get(row.id);
  useEffect(() => {
    if (!isCurrent) return;
    here.current?.focus({ preventScroll: true });
    here.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const option = view.options?.find(({ value }) => value === row.value);
  const words = (i18n.language === 'ja' ? option?.labelJa : option?.labelEn) ?? row.value;
  const cropId = (cell: ColumnCell) => `crop-${cell.sheetId}`;
  const active = row.cells[state.crop];
  return (
    <div className="column-row" data-current={isCurrent} data-state={stands?.kind ?? 'open'}>
      <RowTag stands={stands} />
      <div
        ref={here}
        role="listbox"
        aria-multiselectable="true"
        aria-label={t('column.row', { value: words, clinic, count: row.cells.length })}
        tabIndex={isCurrent ? 0 : -1}
        aria-activedescendant={isCurrent && active ? cropId(active) : undefined}
        className="column-crops"
      >
        {row.cells.map((cell, place) => (
          <CropOption
            key={cell.sheetId}
            id={cropId(cell)}
            name={t('column.crop', { value: words, number: place + 1 })}
            crop={crops.crops.get(cell.sheetId)}
            isTaken={crops.missing.has(cell.sheetId) || isLeft(stands, cell)}
            isOut={state.leftOut.has(cell.sheetId)}
            isActive={isCurrent && place === state.crop}
            size={cropPx}
            onPick={() => dispatch({ type: 'goTo', row: index, crop: place })}
            onOpen={desk.openSheet}
          />
        ))}
      </div>
    </div>
  );
}

const isLeft = (stands: RowState | undefined, { sheetId }: ColumnCell): boolean =>
  stands?.kind === 'done' && stands.left.some((left) => left.sheetId === sheetId);

function RowTag({ stands }: { stands: RowState | undefined }) {
  const { t } = useTranslation();
  if (stands === undefined) return <StatusTag tone="quiet">{t('column.open')}</StatusTag>;
  if (stands.kind === 'sending')
    return <StatusTag tone="busy">{t('fieldStatus.sending')}</StatusTag>;
  const { confirmed, left } = stands;
  return (
    <span className="column-tags">
      <StatusTag tone="good">{t('column.confirmed', { count: confirmed.length })}</StatusTag>
      {left.length > 0 ? (
        <StatusTag tone="attention">{t('column.left', { count: left.length })}</StatusTag>
      ) : null}
    </span>
  );
}

type CropProps = {
  id: string;
  name: string;
  crop: Crop | undefined;
  isTaken: boolean;
  isOut: boolean;
  isActive: boolean;
  size: { width: number; height: number };
  onPick: () => void;
  onOpen: () => void;
};

function CropOption({ id, name, crop, isTaken, isOut, isActive, size, onPick, onOpen }: CropProps) {
  const { t } = useTranslation();
  const { width, height } = size;
  const picture =
    crop === undefined
      ? { width, height }
      : {
          ...{ width, height },
          backgroundImage: `url("${crop.url}")`,
          backgroundSize: `${width * crop.perLine}px auto`,
          backgroundPosition: `${-crop.column * width}px ${-crop.line * height}px`,
        };
  return (
    // The keyboard is on the list: arrows choose among its options.
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={!(isOut || isTaken)}
      aria-label={isTaken ? `${name} ${t('column.taken')}` : name}
      className="column-crop"
      data-active={isActive}
      style={picture}
      onMouseDown={onPick}
      onDoubleClick={onOpen}
    >
      {isTaken ? <span className="column-mark">{t('column.taken')}</span> : null}
      {isOut && !isTaken ? <span className="column-mark">{t('column.out')}</span> : null}
    </div>
  );
}
