import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useReducer, useRef } from 'react';
import type { Lease, ReviewSheet } from '../../schemas/api/review.ts';
import type { PersonWord } from '../../schemas/person-word.ts';
import {
  accept,
  answerCurrent,
  answerSameDay,
  choose,
  confirmShown,
  namePerson,
  openPerson,
  sendUnsent,
} from './desk-answering.ts';
import type { DeskContext } from './desk-context.ts';
import { sign, undo } from './desk-finishing.ts';
import { deskReducer, firstState } from './desk-state.ts';
import { startingDraft } from './field-answer.ts';
import { useFieldClock } from './field-clock.ts';
import type { Command } from './review-keys.ts';
import { neighbour } from './review-progress.ts';
import { type Outcome, sheetKey, useFinalActs, useSheetActs } from './sheet-acts.ts';
import type { SheetImageHandle } from './sheet-image-handle.ts';

export type Desk = DeskContext &
  Readonly<{
    commands: Readonly<Record<Command, () => void>>;
    choose: (key: string) => boolean;
    answerSameDay: () => boolean;
    namePerson: (word: PersonWord) => void;
    fencingToken: string;
    goTo: (fieldId: string) => void;
  }>;

/** The reviewer's desk: what lies on it, and what each command does. Components only draw and forward. */
export function useDesk(
  sheet: ReviewSheet,
  lease: Lease,
  picture: RefObject<SheetImageHandle | null>,
  onDone: (outcome: Outcome) => void,
): Desk {
  const [state, dispatch] = useReducer(deskReducer, sheet, firstState);
  const acts = useSheetActs(lease);
  const fieldMs = useFieldClock(state.currentId);
  const final = useFinalActs(sheet, lease, fieldMs, onDone);
  const current = sheet.fields.find(({ fieldId }) => fieldId === state.currentId);
  const draft = current ? (state.drafts[current.fieldId] ?? startingDraft(current)) : '';
  const cache = useQueryClient();
  const onTheWay = () => state.sent.size > 0 || cache.getQueryData(sheetKey(lease)) !== sheet;
  const desk: DeskContext = {
    ...{ sheet, state, dispatch, current, draft, acts, final, picture },
    onTheWay,
  };
  useNewLease(desk, lease);
  const signsNow = state.hint?.kind === 'signs_when_sent' && !onTheWay();
  useEffect(() => {
    if (!signsNow) return;
    // Asked for once, done once: the wish is taken back before it is carried out.
    dispatch({ type: 'goTo', fieldId: state.currentId });
    sign(desk);
  });
  return {
    ...desk,
    commands: { ...sheetCommands(desk), ...pictureCommands(picture) },
    choose: (key) => choose(desk, key),
    answerSameDay: () => answerSameDay(desk),
    namePerson: (word) => namePerson(desk, word),
    fencingToken: lease.fencingToken,
    goTo: (fieldId) => dispatch({ type: 'goTo', fieldId }),
  };
}

/** Under a new lease, what the old one was refused is forgotten, and what was keyed meanwhile is sent. */
function useNewLease(desk: DeskContext, { fencingToken }: Lease): void {
  const known = useRef(fencingToken);
  useEffect(() => {
    if (known.current === fencingToken) return;
    known.current = fencingToken;
    desk.acts.forgetErrors();
    desk.final.finish.reset();
    sendUnsent(desk);
  });
}

function sheetCommands(desk: DeskContext) {
  const { dispatch, sheet, state } = desk;
  const step = (by: 1 | -1) => () =>
    dispatch({ type: 'goTo', fieldId: neighbour(sheet.fields, state.currentId, by) });
  return {
    accept: () => accept(desk),
    confirmShown: () => confirmShown(desk),
    sign: () => sign(desk),
    person: () => openPerson(desk),
    undo: () => undo(desk),
    previous: step(-1),
    next: step(1),
    blank: () => answerCurrent(desk, 'blank'),
    illegible: () => answerCurrent(desk, 'illegible'),
    notOnForm: () => answerCurrent(desk, 'not_on_form'),
    sendAway: () => dispatch({ type: 'dialog', dialog: 'sendAway' }),
    note: () => dispatch({ type: 'dialog', dialog: 'note' }),
    overrides: () => dispatch({ type: 'dialog', dialog: 'overrides' }),
    // Beside the desk: leaving it would give the sheet back.
    story: () => void window.open(`/sheets/${sheet.sheetId}`, '_blank', 'noopener'),
    help: () => dispatch({ type: 'dialog', dialog: 'help' }),
  };
}

function pictureCommands(picture: RefObject<SheetImageHandle | null>) {
  return {
    zoomIn: () => picture.current?.zoom(1),
    zoomOut: () => picture.current?.zoom(-1),
    panLeft: () => picture.current?.pan(1, 0),
    panRight: () => picture.current?.pan(-1, 0),
    panUp: () => picture.current?.pan(0, 1),
    panDown: () => picture.current?.pan(0, -1),
    turn: () => picture.current?.turn(),
    wholePage: () => picture.current?.wholePage(),
    showField: () => picture.current?.showField(),
  };
}
