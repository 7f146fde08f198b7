import type { Product, Vaccine, VaccineMaster } from '../../schemas/vaccine-master.ts';

/** Width, spaces, brackets and the many dashes say nothing about which product it is. */
const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s「」()（）・]/g, '')
    .replace(/[‐‑–—―−~〜]/g, '-');

export type FoundProduct = Readonly<{ vaccine: Vaccine; product: Product }>;

/** How many letters of a product's name stand at the beginning of what is written; 0: it is another. */
function matched(product: Product, written: string): number {
  return Math.max(
    ...product.names.map((name) => (written.startsWith(plain(name)) ? plain(name).length : 0)),
  );
}

/** The vaccines a name on a sticker or in the books can be of: one product may serve two diseases. */
export function vaccinesNamed(master: VaccineMaster, written: string): FoundProduct[] {
  const name = plain(written);
  if (name === '') return [];
  const found = master.vaccines.flatMap((vaccine) =>
    vaccine.products.map((product) => ({ vaccine, product, letters: matched(product, name) })),
  );
  const most = Math.max(...found.map(({ letters }) => letters));
  return most === 0 ? [] : found.filter(({ letters }) => letters === most);
}

export const isSameProduct = (one: string, other: string): boolean => plain(one) === plain(other);
