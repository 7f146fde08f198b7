/** A folding repeated until it changes nothing more: what one step frees, the next may join (a small kana and its ﾞ). */
export const settled =
  (fold: (text: string) => string) =>
  (written: string): string => {
    let [text, folded] = [written, fold(written)];
    while (folded !== text) [text, folded] = [folded, fold(folded)];
    return folded;
  };
