/** A ref that stays the same function, so that it takes the focus once and never again. */
export const focusOnMount = (element: HTMLElement | null): void => element?.focus();
