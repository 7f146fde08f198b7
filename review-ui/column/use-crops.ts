import { useQueries } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type ColumnView, columnApi, SPRITE_CROPS } from '../../schemas/api/column.ts';
import { useServices } from '../app/Services.tsx';
import type { Row } from './column-rows.ts';

/** Where a sheet's crop lies in a picture. */
export type Crop = Readonly<{ url: string; column: number; line: number; perLine: number }>;
type Picture = Readonly<{ url: string; perLine: number; sheetIds: readonly string[] }>;

/**
 * The crops of all rows, the first rows first, several in a picture. They leave memory with the screen that
 * shows them. A sheet that is not in its picture is held by somebody else by now.
 */
export function useCrops(view: ColumnView, rows: readonly Row[], openedAt: number) {
  const { call } = useServices();
  const { template, fieldId } = view;
  const order = rows.flatMap(({ cells }) => cells.map(({ sheetId }) => sheetId));
  const chunks = chunksOf(order);
  // The first rows alone, then two at a time: what is worked on first comes first.
  const [arrived, setArrived] = useState(0);
  const found = useQueries({
    queries: chunks.map((sheetIds, index) => ({
      queryKey: ['column-crops', template, fieldId, openedAt, index],
      queryFn: async (): Promise<Picture> => {
        const sprite = await call(columnApi.crops, {
          params: { template, fieldId },
          body: { sheetIds },
        });
        setArrived((before) => before + 1);
        const bytes = Uint8Array.from(atob(sprite.jpegBase64), (char) => char.charCodeAt(0));
        const url = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
        return { url, perLine: sprite.perLine, sheetIds: sprite.sheetIds };
      },
      enabled: index === 0 || (arrived > 0 && index < arrived + 2),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
      retry: false,
    })),
  });
  useRevoked(found.flatMap(({ data }) => data?.url ?? []));
  const crops = new Map<string, Crop>();
  for (const { data } of found) {
    for (const [place, sheetId] of (data?.sheetIds ?? []).entries()) {
      const perLine = data?.perLine ?? 1;
      const line = Math.floor(place / perLine);
      crops.set(sheetId, { url: data?.url ?? '', column: place % perLine, line, perLine });
    }
  }
  const answered = chunks.filter((_, index) => found[index]?.isSuccess).flat();
  return {
    crops,
    /** Asked for and not shown: somebody else has the sheet. */
    missing: new Set(answered.filter((sheetId) => !crops.has(sheetId))),
    failed: found.find(({ error }) => error !== null) ?? null,
  };
}

const FIRST_CROPS = 20;

function chunksOf(order: readonly string[]): string[][] {
  const chunks = [order.slice(0, FIRST_CROPS)];
  for (let from = FIRST_CROPS; from < order.length; from += SPRITE_CROPS) {
    chunks.push(order.slice(from, from + SPRITE_CROPS));
  }
  return chunks;
}

/** Object URLs live outside React: revoked when the screen goes. */
function useRevoked(urls: readonly string[]): void {
  const [all] = useState(() => new Set<string>());
  for (const url of urls) all.add(url);
  useEffect(
    () => () => {
      for (const url of all) URL.revokeObjectURL(url);
    },
    [all],
  );
}
