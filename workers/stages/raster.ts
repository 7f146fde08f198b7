/** An 8-bit image in memory, row-major, channels interleaved (1 = grey, 3 = RGB). */
export type Raster = Readonly<{
  widthPx: number;
  heightPx: number;
  channels: 1 | 3;
  data: Uint8Array;
}>;

/** A page warped upright onto the form's own millimetres: pixel = mm × pxPerMm, both axes. */
export type RegisteredPage = Readonly<{
  raster: Raster;
  pxPerMm: number;
}>;
