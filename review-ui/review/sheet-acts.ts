import { queryOptions, useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Answer, type Lease, type ReviewSheet, reviewApi } from '../../schemas/api/review.ts';
import type { FindingCode } from '../../schemas/finding.ts';
import type { PersonWord } from '../../schemas/person-word.ts';
import { errorCodeOf } from '../api/api-error.ts';
import type { Call } from '../api/client.ts';
import { useServices } from '../app/Services.tsx';
import {
  actsOn,
  isActOn,
  isUnreachable,
  type Persistence,
  UNTIL_REACHED,
} from './acts-under-way.ts';
import { markFinished } from './lease.ts';

/** By token: whoever opens the sheet anew sees it anew. */
export const sheetKey = (lease: Lease) =>
  ['review-sheet', lease.sheetId, lease.fencingToken] as const;

/** Fetching it is seeing it: the server notes the view, and lets nobody sign what was not shown. */
export const sheetQuery = (call: Call, lease: Lease) =>
  queryOptions({
    queryKey: sheetKey(lease),
    queryFn: () => call(reviewApi.sheet, { params: { sheetId: lease.sheetId } }),
    staleTime: Number.POSITIVE_INFINITY,
    // A person's data leaves memory with the screen that showed it.
    gcTime: 0,
  });

/**
 * Everything a person does to the sheet, in the order it was done: acts on one sheet queue behind each
 * other, so a slow reply never overwrites a newer one. Every act carries the fencing token.
 */
export function useSheetActs(lease: Lease) {
  const { call } = useServices();
  const cache = useQueryClient();
  const { sheetId, fencingToken } = lease;
  const params = { sheetId };
  const change = useChange(lease, UNTIL_REACHED);
  // Not sent by itself again: a second one would take back another answer.
  const takeBack = useChange(lease, {});
  const outOfReach = useMutationState({
    filters: { status: 'pending', predicate: isActOn(sheetId) },
    select: ({ state }) => isUnreachable(state.failureReason),
  });
  return {
    error: change.error ?? takeBack.error,
    /** Answers wait for the line to come back, and are sent then. */
    outOfReach: outOfReach.some(Boolean),
    forgetErrors: () => {
      change.reset();
      takeBack.reset();
    },
    answer: (fieldId: string, answer: Answer, value: string | null) =>
      change.mutateAsync(() =>
        call(reviewApi.answer, {
          params: { sheetId, fieldId },
          body: { fencingToken, answer, value },
        }),
      ),
    namePerson: (word: PersonWord) =>
      change.mutateAsync(() =>
        call(reviewApi.namePerson, { params, body: { fencingToken, word } }),
      ),
    confirmShown: (fieldIds: string[]) =>
      change.mutateAsync(() =>
        call(reviewApi.confirmShown, { params, body: { fencingToken, fieldIds } }),
      ),
    /** Replies with the field that is open again. */
    undo: async (): Promise<string | null> => {
      let before: ReviewSheet | undefined;
      const after = await takeBack.mutateAsync(() => {
        // Read when its turn comes: answers ahead of it in the queue are in by then.
        before = cache.getQueryData<ReviewSheet>(sheetKey(lease));
        return call(reviewApi.undo, { params, body: { fencingToken } });
      });
      return firstDifference(before, after);
    },
  };
}

function useChange(lease: Lease, persistence: Persistence) {
  const { call } = useServices();
  const cache = useQueryClient();
  return useMutation({
    ...persistence,
    scope: actsOn(lease.sheetId),
    mutationFn: async (act: () => Promise<ReviewSheet>) => {
      // A sheet fetched ahead lies there before the server has noted the view: first things first.
      await cache.ensureQueryData(sheetQuery(call, lease));
      return act();
    },
    onSuccess: (sheet) => cache.setQueryData(sheetKey(lease), sheet),
    // Whether it was done is known to the server alone.
    onError: (error) =>
      isUnreachable(error) ? cache.invalidateQueries({ queryKey: sheetKey(lease) }) : undefined,
  });
}

function firstDifference(before: ReviewSheet | undefined, after: ReviewSheet): string | null {
  const keyed = new Map(before?.fields.map(({ fieldId, mine }) => [fieldId, mine]));
  const changed = after.fields.find(({ fieldId, mine }) => {
    const earlier = keyed.get(fieldId) ?? null;
    return earlier?.answer !== mine?.answer || earlier?.value !== mine?.value;
  });
  return changed?.fieldId ?? null;
}

export type Outcome =
  | 'verified'
  | 'committed'
  | 'adjudication'
  | 'settled'
  | 'returned'
  | 'dismissed';
/** `duplicateOf`: the other scan of the same paper. */
export type Dismissal =
  | { outcome: 'rescan_requested' | 'rejected' | 'illegible' }
  | { outcome: 'duplicate'; duplicateOf: string };

/** The server knows what this page has not shown yet: it is fetched before anybody signs again. */
const SHOWS_OLD: ReadonlySet<string> = new Set(['review.finding_open', 'review.person_changed']);

/** `acknowledged`: grave findings this person was told of and signs all the same. */
type Signing = Readonly<{ note: string; acknowledged: FindingCode[] }>;

/** The acts that end this person's work on the sheet. */
export function useFinalActs(
  sheet: ReviewSheet,
  lease: Lease,
  fieldMs: () => Record<string, number>,
  onDone: (outcome: Outcome) => void,
) {
  const { call, activity } = useServices();
  // From when the sheet lay on the desk; what happened while it was only fetched ahead does not count.
  const [shownAtMs] = useState(activity.activeMs);
  const cache = useQueryClient();
  const { fencingToken, sheetId } = lease;
  const params = { sheetId };
  const signed = { fencingToken, imageHash: sheet.imageHash };
  const finish = useMutation({
    ...UNTIL_REACHED,
    scope: actsOn(sheetId),
    mutationFn: async (act: () => Promise<Outcome>) => {
      await cache.ensureQueryData(sheetQuery(call, lease));
      return act();
    },
    onSuccess: (outcome) => {
      markFinished(cache, lease);
      onDone(outcome);
    },
    onError: (error) =>
      SHOWS_OLD.has(errorCodeOf(error))
        ? cache.invalidateQueries({ queryKey: sheetKey(lease) })
        : undefined,
  });
  const sign = async ({ note, acknowledged }: Signing): Promise<Outcome> => {
    const activeMs = Math.round(activity.activeMs() - shownAtMs);
    const seen = { ...signed, activeMs, fieldMs: fieldMs() };
    switch (sheet.purpose) {
      case 'verify':
        await call(reviewApi.verify, {
          params,
          body: { ...seen, note: note === '' ? null : note },
        });
        return 'verified';
      case 'approve':
        return (await call(reviewApi.approve, { params, body: { ...seen, acknowledged } })).outcome;
      case 'adjudicate':
        await call(reviewApi.adjudicate, { params, body: seen });
        return 'settled';
      default:
        return sheet.purpose satisfies never;
    }
  };
  return {
    finish,
    sign: (signing: Signing) => finish.mutate(() => sign(signing)),
    returnSheet: (reason: string) =>
      finish.mutate(async () => {
        await call(reviewApi.returnSheet, { params, body: { fencingToken, reason } });
        return 'returned';
      }),
    dismiss: (dismissal: Dismissal, reason: string) =>
      finish.mutate(async () => {
        await call(reviewApi.dismiss, { params, body: { fencingToken, ...dismissal, reason } });
        return 'dismissed';
      }),
  };
}
