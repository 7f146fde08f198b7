import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Dispatch, useReducer } from 'react';
import { type ColumnView, columnApi } from '../../schemas/api/column.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { endpointKey } from '../api/use-endpoint.ts';
import { useServices } from '../app/Services.tsx';
import { useMay } from '../app/session.ts';
import type { Row } from './column-rows.ts';
import {
  type ColumnAction,
  type ColumnState,
  columnReducer,
  FIRST,
  nextOpen,
} from './column-state.ts';
import type { useCrops } from './use-crops.ts';

export type ColumnDesk = Readonly<{
  state: ColumnState;
  dispatch: Dispatch<ColumnAction>;
  current: Row | undefined;
  error: Error | null;
  confirm: () => void;
  undo: () => void;
  leaveOut: () => void;
  openSheet: () => void;
  step: (rows: number, crops: number) => void;
}>;

type Crops = ReturnType<typeof useCrops>;

/** What each key of the column does. Confirmations are sent without waiting and queue behind each other. */
export function useColumn(
  view: ColumnView,
  rows: readonly Row[],
  { crops, missing }: Crops,
): ColumnDesk {
  const [state, dispatch] = useReducer(columnReducer, FIRST);
  const acts = useColumnActs(view);
  const navigate = useNavigate();
  const maySeeSheets = useMay('review.verify');
  const current = rows[state.row];
  const cell = current?.cells[state.crop];
  const confirm = () => {
    if (current === undefined || state.rows.has(current.id)) {
      return dispatch({ type: 'goTo', row: nextOpen(rows, state, state.row) });
    }
    const here = current.cells.filter(({ sheetId }) => !missing.has(sheetId));
    if (!here.every(({ sheetId }) => crops.has(sheetId))) {
      return dispatch({ type: 'hint', hint: 'no_picture' });
    }
    const sheetIds = here.map(({ sheetId }) => sheetId).filter((id) => !state.leftOut.has(id));
    if (sheetIds.length === 0) return dispatch({ type: 'hint', hint: 'nothing_to_confirm' });
    const { id: rowId, value } = current;
    const { row } = state;
    dispatch({ type: 'sending', rowId, next: nextOpen(rows, state, row) });
    acts.confirm(value, sheetIds).then(
      (outcome) => dispatch({ type: 'done', rowId, ...outcome }),
      // The refusal itself is shown from the mutation's own state.
      () => dispatch({ type: 'failed', rowId, row }),
    );
  };
  const undo = () => {
    const rowId = state.history.at(-1);
    const last = rowId === undefined ? undefined : state.rows.get(rowId);
    if (rowId === undefined || last?.kind !== 'done') {
      return dispatch({ type: 'hint', hint: 'nothing_to_undo' });
    }
    const row = rows.findIndex(({ id }) => id === rowId);
    acts.undo([...last.confirmed]).then(
      ({ left }) => {
        const kept = left.map(({ sheetId }) => sheetId);
        dispatch({ type: 'undone', rowId, row, all: kept.length === 0, kept });
      },
      () => undefined,
    );
  };
  return {
    ...{ state, dispatch, current, confirm, undo, error: acts.error },
    leaveOut: () => {
      if (cell !== undefined) dispatch({ type: 'leaveOut', sheetId: cell.sheetId });
    },
    openSheet: () => {
      if (cell === undefined) return;
      if (!maySeeSheets) return dispatch({ type: 'hint', hint: 'not_by_sheet' });
      const params = { purpose: 'verify' as const, sheetId: cell.sheetId };
      void navigate({ to: '/review/$purpose/$sheetId', params });
    },
    step: (down, right) => {
      const row = clamp(state.row + down, rows.length);
      const crop = down === 0 ? clamp(state.crop + right, current?.cells.length ?? 1) : 0;
      dispatch({ type: 'goTo', row, crop });
    },
  };
}

const clamp = (index: number, length: number): number => Math.max(0, Math.min(index, length - 1));

function useColumnActs({ template, fieldId }: ColumnView) {
  const { call } = useServices();
  const cache = useQueryClient();
  const params = { template, fieldId };
  const scope = { id: `column-${template}-${fieldId}` };
  const onSuccess = () => cache.invalidateQueries({ queryKey: endpointKey(reviewApi.waiting) });
  const confirming = useMutation({
    ...{ scope, onSuccess },
    mutationFn: (body: { value: string; sheetIds: string[] }) =>
      call(columnApi.confirm, { params, body }),
  });
  const undoing = useMutation({
    ...{ scope, onSuccess },
    mutationFn: (sheetIds: string[]) => call(columnApi.undo, { params, body: { sheetIds } }),
  });
  return {
    confirm: (value: string, sheetIds: string[]) => confirming.mutateAsync({ value, sheetIds }),
    undo: (sheetIds: string[]) => undoing.mutateAsync(sheetIds),
    error: confirming.error ?? undoing.error,
  };
}
