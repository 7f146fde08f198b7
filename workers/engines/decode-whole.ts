import { RejectedInputError } from '../../runtime/errors.ts';
import { type ImageSource, readThrough } from './sharp.ts';

/**
 * The libraries go on after these and leave the rest of the page white, grey or shifted. Everything else
 * they warn of (tags, profiles, a few stray bytes between two markers) leaves the picture as it is.
 */
const DAMAGE =
  /Corrupt JPEG data: (?!\d extraneous)|premature|read error|not enough data|Discarding \d+ bytes|Line length mismatch|Bad code word/i;
/** A line lost on the telephone costs a Group 3 fax that line only. */
const LOST_LINE = /Line length mismatch|Bad code word/i;

/**
 * Throws unless every part of the picture is there: half a page must never be taken for a whole one. Read
 * for this alone, because an encoder behind the decoder hides what the decoder said.
 */
export async function requireWhole(
  source: ImageSource,
  page = 0,
  options: { lostLinesAllowed: boolean } = { lostLinesAllowed: false },
): Promise<void> {
  try {
    await readThrough(source, page, 'warning');
  } catch (strict) {
    const words = String(strict);
    // A real failure fails again, and says so itself.
    await readThrough(source, page, 'error');
    const allowed = options.lostLinesAllowed && LOST_LINE.test(words);
    if (DAMAGE.test(words) && !allowed) {
      throw new RejectedInputError('input.damaged', { cause: strict });
    }
  }
}
