import { lotShape } from './lot.ts';
import { gs1Date } from './written-date.ts';

export type Gs1Content = { gtin?: string; lotNumber?: string; lotExpiry?: string };

const GROUP_SEPARATOR = '\u001d';
/** AIs of fixed length that stand before a lot: 01 item, 11 made, 17 expiry. */
const FIXED: Record<string, number> = { '01': 14, '11': 6, '17': 6 };

/** GS1 element string (item, expiry, lot in any order), bracketed or raw. Stops at what it does not know. */
export function parseGs1(text: string): Gs1Content {
  const found: Gs1Content = {};
  let rest = text.replaceAll(/[()]/g, '').replace(/^\]\w\d/, '');
  for (;;) {
    if (rest.startsWith(GROUP_SEPARATOR)) rest = rest.slice(1);
    const ai = rest.slice(0, 2);
    const length = ai === '10' ? lotLength(rest) : FIXED[ai];
    if (length === undefined || rest.length < 2 + length || length === 0) return found;
    take(found, ai, rest.slice(2, 2 + length));
    rest = rest.slice(2 + length);
  }
}

function lotLength(rest: string): number {
  const end = rest.indexOf(GROUP_SEPARATOR);
  return (end === -1 ? rest.length : end) - 2;
}

function take(found: Gs1Content, ai: string, body: string): void {
  if (ai === '01') found.gtin = body;
  const expiry = ai === '17' ? gs1Date(body) : null;
  if (expiry !== null) found.lotExpiry = expiry;
  const lot = ai === '10' ? lotShape(body) : null;
  if (lot !== null) found.lotNumber = lot;
}
