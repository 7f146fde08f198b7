import { type RefObject, useCallback } from 'react';

/** Gives the focus to an element when it appears (give it a `key`), and remembers it for the keyboard. */
export function useFocusOnMount<T extends HTMLElement>(remembered: RefObject<HTMLElement | null>) {
  return useCallback(
    (element: T | null) => {
      remembered.current = element;
      element?.focus({ preventScroll: true });
      if (element instanceof HTMLInputElement) element.select();
    },
    [remembered],
  );
}
