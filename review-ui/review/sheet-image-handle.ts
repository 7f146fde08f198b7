/** What keys and buttons ask of the picture. */
export type SheetImageHandle = Readonly<{
  zoom: (step: 1 | -1) => void;
  pan: (x: -1 | 0 | 1, y: -1 | 0 | 1) => void;
  turn: () => void;
  wholePage: () => void;
  showField: () => void;
}>;
