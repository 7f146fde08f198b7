import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fetchSheetImage } from '../api/sheet-image.ts';

/**
 * The page's picture as an address for <img>; the picture leaves memory with the screen that shows it. `ahead`: it was
 * fetched before.
 */
export function useSheetImage(sheetId: string, imageHash: string, ahead: Blob | undefined) {
  const image = useQuery({
    queryKey: ['sheet-image', sheetId, imageHash],
    queryFn: () =>
      fetchSheetImage(
        { fetch: window.fetch.bind(window), subtle: window.crypto?.subtle },
        { sheetId, imageHash },
      ),
    initialData: ahead,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const [url, setUrl] = useState<string | null>(null);
  // Object URLs live outside React: made when the picture is there, revoked when it goes.
  useEffect(() => {
    if (image.data === undefined) return;
    const made = URL.createObjectURL(image.data);
    setUrl(made);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(made);
    };
  }, [image.data]);
  return { url, error: image.error, refetch: image.refetch };
}
