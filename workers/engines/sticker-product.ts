import type { Verdict } from '../stages/fuse.ts';
import {
  endsThere,
  type FoundMaker,
  type FoundProduct,
  findMaker,
  findProduct,
} from '../stages/sticker.ts';
import { type Vote, vote, votes } from '../stages/votes.ts';
import { type PrintedRow, readAgain } from './printed-rows.ts';
import type { ReadingEngines } from './reading-engines.ts';

type Named = { product: FoundProduct; row: PrintedRow };

/** More rows than these hold what is printed on the form around the sticker. */
const MOST_ROWS = 5;
const MAY_GO_ON = 0.95;
/** What the product says of its maker where the maker's own print was not made out. */
const MAKER_UNSEEN = 0.6;
const MAKER_FOR_PRODUCT = 0.9;

/** Product and maker are kana: read by the Japanese reader row by row and compared with the lexicon. */
export async function readProduct(
  rows: readonly PrintedRow[],
  known: Readonly<{ lot: number; expiry: number }>,
  engines: ReadingEngines,
): Promise<{ product: Vote[]; manufacturer: Verdict }> {
  const others = rows
    .map((row, at) => ({ row, at }))
    .filter(({ at }) => at !== known.lot && at !== known.expiry);
  const last = Math.max(known.lot, known.expiry);
  const first =
    known.lot === -1
      ? known.expiry
      : Math.min(known.lot, known.expiry === -1 ? known.lot : known.expiry);
  const above = others.filter(({ at }) => first === -1 || at < first).reverse();
  const below = others.filter(({ at }) => first !== -1 && at > last);
  const texts = new Map<PrintedRow, string>();
  const read = async (row: PrintedRow): Promise<string> => {
    const text =
      texts.get(row) ??
      (await readAgain(row, [0, row.characters.length], engines, 'jpn'))?.text ??
      '';
    texts.set(row, text);
    return text;
  };
  const { lexicon } = engines;
  let named: Named | null = null;
  for (const { row } of [...above, ...below].slice(0, MOST_ROWS)) {
    const product = findProduct([await read(row)], lexicon);
    if (product === null) continue;
    named = { product, row };
    break;
  }
  let maker: FoundMaker | null = null;
  for (const { row } of [...below, ...above].slice(0, MOST_ROWS)) {
    maker = row === named?.row ? null : findMaker([await read(row)], lexicon);
    if (maker !== null) break;
  }
  return {
    product: productVotes(named, maker, engines),
    manufacturer: makerVerdict(named?.product ?? null, maker, engines),
  };
}

/** The maker, printed apart in other words, is a second witness of the product. */
function productVotes(
  named: Named | null,
  maker: FoundMaker | null,
  engines: ReadingEngines,
): Vote[] {
  if (named === null) return [];
  const { product, row } = named;
  const { lexicon } = engines.calibration.sources;
  const ended = !product.goesOn && (!product.mayGoOn || endsThere(row.text, product.name));
  const own = lexicon * product.likeness ** 2 * (ended ? 1 : MAY_GO_ON);
  const made = maker !== null && maker.name === product.manufacturer && ended;
  return [
    ...vote(product.name, own, 'tesseract'),
    ...(made ? vote(product.name, MAKER_FOR_PRODUCT * maker.likeness ** 2, 'maker') : []),
  ];
}

function makerVerdict(
  product: FoundProduct | null,
  printed: FoundMaker | null,
  engines: ReadingEngines,
): Verdict {
  if (printed === null) {
    if (product === null) return { kind: 'unreadable', candidates: [] };
    // Known from the product, but not seen printed: what the sticker says is for a person to see.
    const candidate = { value: product.manufacturer, probability: MAKER_UNSEEN, source: 'lexicon' };
    return {
      kind: 'odd',
      value: product.manufacturer,
      probability: MAKER_UNSEEN,
      candidates: [candidate],
    };
  }
  const own = engines.calibration.sources.lexicon * printed.likeness ** 2;
  return votes(
    [
      ...vote(printed.name, own, 'tesseract'),
      ...(product
        ? vote(product.manufacturer, MAKER_FOR_PRODUCT * product.likeness ** 2, 'lexicon')
        : []),
    ],
    engines.calibration.maps,
    'maker',
  );
}
