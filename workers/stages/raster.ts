/** An 8-bit image in memory, row-major, channels interleaved (1 = grey, 3 = RGB). */
export type Raster = Readonly<{
  widthPx: number;
  heightPx: number;
  channels: 1 | 3;
  data: Uint8Array;
}>;

/** Row-major 3×3 projective matrix. */
export type Homography = readonly number[];

/**
 * A page warped upright onto the form's own millimetres: pixel = mm × pxPerMm, both axes.
 * `source` and `mmToPx` lead back to the scan as it came, for readers that want every pixel (bar codes).
 */
export type RegisteredPage = Readonly<{
  raster: Raster;
  pxPerMm: number;
  source: Raster;
  /** Upright page mm → pixels of `source`. */
  mmToPx: Homography;
}>;
