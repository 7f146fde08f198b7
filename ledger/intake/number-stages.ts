/** How the steps of a suspected 個人番号 are called in a sheet's events. */
export const NUMBER_FOUND = 'number_found';
export const NUMBER_CONFIRMED = 'number_confirmed';
export const NUMBER_DENIED = 'number_denied';
export const NUMBER_STAGES = [NUMBER_CONFIRMED, NUMBER_DENIED] as const;
