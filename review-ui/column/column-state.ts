import type { LeftBecause } from '../../schemas/api/column.ts';
import type { Row } from './column-rows.ts';

/** Where a row stands: `done` once the server has it. */
export type RowState =
  | Readonly<{ kind: 'sending' }>
  | Readonly<{
      kind: 'done';
      confirmed: readonly string[];
      left: ReadonlyArray<Readonly<{ sheetId: string; because: LeftBecause }>>;
    }>;

export type Hint =
  | 'no_picture'
  | 'nothing_to_confirm'
  | 'nothing_to_undo'
  | 'not_by_sheet'
  | 'undo_refused'
  | 'undone';

export type ColumnState = Readonly<{
  row: number;
  /** Which crop of the row. */
  crop: number;
  rows: ReadonlyMap<string, RowState>;
  /** Crops to be looked at on their sheet: not confirmed with their row. */
  leftOut: ReadonlySet<string>;
  /** Rows in the order in which they were confirmed; the last can be taken back. */
  history: readonly string[];
  help: boolean;
  hint: Hint | null;
}>;

export type ColumnAction =
  | { type: 'goTo'; row: number; crop?: number }
  | { type: 'leaveOut'; sheetId: string }
  | { type: 'sending'; rowId: string; next: number }
  | { type: 'done'; rowId: string; confirmed: readonly string[]; left: DoneLeft }
  | { type: 'failed'; rowId: string; row: number }
  | { type: 'undone'; rowId: string; row: number; all: boolean; kept: readonly string[] }
  | { type: 'help'; help: boolean }
  | { type: 'hint'; hint: Hint };

type DoneLeft = Extract<RowState, { kind: 'done' }>['left'];

export const FIRST: ColumnState = {
  row: 0,
  crop: 0,
  rows: new Map(),
  leftOut: new Set(),
  history: [],
  help: false,
  hint: null,
};

export function columnReducer(state: ColumnState, action: ColumnAction): ColumnState {
  switch (action.type) {
    case 'goTo':
      return { ...state, row: action.row, crop: action.crop ?? 0, hint: null };
    case 'leaveOut': {
      const leftOut = new Set(state.leftOut);
      if (!leftOut.delete(action.sheetId)) leftOut.add(action.sheetId);
      return { ...state, leftOut, hint: null };
    }
    case 'sending':
      return { ...at(state, action.rowId, { kind: 'sending' }), row: action.next, crop: 0 };
    case 'done': {
      const { rowId, confirmed, left } = action;
      const history = confirmed.length > 0 ? [...state.history, rowId] : state.history;
      return { ...at(state, rowId, { kind: 'done', confirmed, left }), history };
    }
    case 'failed':
      return { ...open(state, action.rowId), row: action.row, crop: 0 };
    case 'undone':
      return undone(state, action);
    case 'help':
      return { ...state, help: action.help };
    case 'hint':
      return { ...state, hint: action.hint };
    default:
      return action satisfies never;
  }
}

const at = (state: ColumnState, rowId: string, row: RowState): ColumnState => ({
  ...state,
  rows: new Map([...state.rows, [rowId, row]]),
  hint: null,
});

const open = (state: ColumnState, rowId: string): ColumnState => ({
  ...state,
  rows: new Map([...state.rows].filter(([id]) => id !== rowId)),
  hint: null,
});

/** What somebody relies on by now stays confirmed; the row is open again only where all came back. */
function undone(
  state: ColumnState,
  { rowId, row, all, kept }: Extract<ColumnAction, { type: 'undone' }>,
): ColumnState {
  const history = state.history.filter((id) => id !== rowId);
  const after = all
    ? open(state, rowId)
    : at(state, rowId, { kind: 'done', confirmed: kept, left: [] });
  return { ...after, history, row, crop: 0, hint: all ? 'undone' : 'undo_refused' };
}

/** The next row that waits, from here on and then from the top; where there is none, the row itself. */
export function nextOpen(rows: readonly Row[], state: ColumnState, from: number): number {
  const order = [...rows.keys()].map((step) => (from + 1 + step) % rows.length);
  const current = rows[from];
  return (
    order.find((index) => {
      const row = rows[index];
      return row !== undefined && row !== current && !state.rows.has(row.id);
    }) ?? from
  );
}
