import { createHash } from 'node:crypto';

export type PdfObject = string | Readonly<{ dict: string; bytes: Uint8Array }>;
type Trailer = Readonly<{ extra?: string; encrypt?: (nth: number, bytes: Buffer) => Buffer }>;

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A PDF of the objects given, the first of them the catalogue; what is wrong in it is wrong on purpose. */
export function rawPdf(objects: readonly PdfObject[], trailer: Trailer = {}): Buffer {
  const parts = [latin('%PDF-1.6\n%\xe2\xe3\xcf\xd3\n')];
  const offsets: number[] = [];
  let at = parts[0]?.length ?? 0;
  objects.forEach((object, index) => {
    const part = written(object, index + 1, trailer);
    offsets.push(at);
    parts.push(part);
    at += part.length;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const dict = `<</Size ${size}/Root 1 0 R${trailer.extra ?? ''}>>`;
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer${dict}\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([...parts, latin(end)]);
}

function written(object: PdfObject, number: number, { encrypt }: Trailer): Buffer {
  if (typeof object === 'string') return latin(`${number} 0 obj\n${object}\nendobj\n`);
  const plain = Buffer.from(object.bytes);
  const bytes = encrypt ? encrypt(number, plain) : plain;
  const head = `${number} 0 obj\n<<${object.dict}/Length ${bytes.length}>>stream\n`;
  return Buffer.concat([latin(head), bytes, latin('\nendstream\nendobj\n')]);
}

export type RawPage = Readonly<{
  /** Drawing operators; the images are `/I0`, `/I1`, … and forms and patterns what `resources` says. */
  contents: string;
  page?: string;
  resources?: string;
  images?: readonly Readonly<{ dict: string; bytes: Uint8Array }>[];
  /** Objects from number 10 on. */
  more?: readonly PdfObject[];
}>;

export const FULL_PAGE_IMAGE = 'q 595 0 0 842 0 0 cm /I0 Do Q';

/** One A4 page. */
export function onePagePdf(given: RawPage, trailer?: Trailer): Buffer {
  const images = given.images ?? [];
  const names = images.map((_, index) => `/I${index} ${5 + index} 0 R`).join('');
  const page = given.page ?? '/MediaBox[0 0 595 842]';
  const pictures = images.length > 0 ? `/XObject<<${names}>>` : '';
  const resources = `/Resources<<${pictures}${given.resources ?? ''}>>`;
  const objects: PdfObject[] = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R${page}/Contents 4 0 R${resources}>>`,
    { dict: '', bytes: latin(given.contents) },
    ...images.map(({ dict, bytes }) => ({ dict: `/Type/XObject/Subtype/Image${dict}`, bytes })),
  ];
  while (given.more && objects.length < 9) objects.push('null');
  return rawPdf([...objects, ...(given.more ?? [])], trailer);
}

const PADDING = Buffer.from(
  '28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a',
  'hex',
);
const FILE_ID = Buffer.alloc(16, 7);
const NO_PRINTING = -3904;

/** Locked with an owner's password alone: anybody may read it, and is asked not to print. */
export function ownerLockedPdf(page: RawPage): Buffer {
  const md5 = (...parts: Buffer[]): Buffer =>
    createHash('md5').update(Buffer.concat(parts)).digest();
  const owner = rc4(md5(latin('secret'), PADDING.subarray(0, 26)).subarray(0, 5), PADDING);
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(NO_PRINTING);
  const key = md5(PADDING, owner, permissions, FILE_ID).subarray(0, 5);
  const encrypt = (nth: number, bytes: Buffer): Buffer => {
    const number = Buffer.from([nth & 255, nth >> 8, 0, 0, 0]);
    return rc4(md5(key, number).subarray(0, 10), bytes);
  };
  const hex = (bytes: Buffer): string => `<${bytes.toString('hex')}>`;
  const dict = `<</Filter/Standard/V 1/R 2/O${hex(owner)}/U${hex(rc4(key, PADDING))}/P ${NO_PRINTING}>>`;
  const extra = `/ID[${hex(FILE_ID)}${hex(FILE_ID)}]/Encrypt ${dict}`;
  return onePagePdf(page, { extra, encrypt });
}

/** The cipher of old PDFs, which OpenSSL no longer offers. */
function rc4(key: Buffer, bytes: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number): void => {
    [state[a], state[b]] = [state[b] ?? 0, state[a] ?? 0];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return Buffer.from(
    bytes.map((byte) => {
      i = (i + 1) & 255;
      j = (j + (state[i] ?? 0)) & 255;
      swap(i, j);
      return byte ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0);
    }),
  );
}

/** Draws for ever on next to no memory: a pattern of tiny tiles over the whole page. */
export const loopingPdf = (): Buffer =>
  onePagePdf({
    contents: '/Pattern cs /P scn 0 0 595 842 re f',
    resources: '/Pattern<</P 10 0 R>>',
    more: [
      {
        dict: '/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 2 2]/XStep 0.002/YStep 0.002/Resources<<>>',
        bytes: latin('0 0 1 1 re f'),
      },
    ],
  });

/** Forms within forms, ten of each: 2.5 kB that ask for all the memory there is. */
export function formBombPdf(): Buffer {
  const depth = 12;
  const more = Array.from({ length: depth }, (_, nth) => ({
    dict: `/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F ${11 + nth} 0 R>>>>`,
    bytes: latin(nth < depth - 1 ? '/F Do '.repeat(10) : '0 0 1 1 re f'),
  }));
  return onePagePdf({ contents: '/F Do', resources: '/XObject<</F 10 0 R>>', more });
}
