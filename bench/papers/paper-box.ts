import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Truths } from '../../cli/demo/truth.ts';
import { SAMPLES_FOLDER } from '../../cli/program/folders.ts';
import { type DrawnPaper, drawPapers } from './draw-papers.ts';

/** A page of the box: a form; an empty back; a form fed a second time; the very same file again. */
export type Kind = 'sheet' | 'blank' | 'fed-twice' | 'same-file';
export type Paper = Readonly<{
  fileName: string;
  kind: Kind;
  /** The sheet it is a picture of; none for an empty back. */
  sheet: string | null;
  /** What becomes of it when nothing goes wrong. */
  end: 'committed' | 'rejected' | 'blank';
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
}>;
export type PaperBox = Readonly<{
  papers: readonly Paper[];
  /** What is written on each, by file name. */
  truths: Truths;
  mastersFolder: string;
}>;

export type BoxContents = Readonly<{ sheets: number } & Record<Exclude<Kind, 'sheet'>, number>>;

const BLANK_BACK = join(SAMPLES_FOLDER, 'scans', 'scan_0006.jpg');
const START_OF_IMAGE = 2;

/** A box of paper whose every page is known beforehand. No two sheets are of the same ticket. */
export async function fillBox(contents: BoxContents): Promise<PaperBox> {
  const { papers: drawn, mastersFolder } = await drawPapers(contents.sheets);
  const sheets = drawn.map((paper) => paperOf('sheet', paper));
  const again = drawn.slice(0, contents['fed-twice']);
  const copies = drawn.slice(-contents['same-file'] || drawn.length);
  const blanks = Array.from({ length: contents.blank }, (_, index) => index);
  const papers = [
    ...sheets,
    ...blanks.map((index) => ({
      fileName: `blank-${index}.jpg`,
      kind: 'blank' as const,
      sheet: null,
      end: 'blank' as const,
      bytes: async () => otherFile(await readFile(BLANK_BACK), `blank ${index}`),
    })),
    ...again.map((paper) => paperOf('fed-twice', paper)),
    ...copies.map((paper) => paperOf('same-file', paper)),
  ];
  const byName = new Map(drawn.map(({ truth }) => [truth.sheet, truth]));
  const truths = { of: (fileName: string) => byName.get(sheetOf(fileName)) };
  return { papers, truths, mastersFolder };
}

const sheetOf = (fileName: string): string => fileName.replace(/^.*_|\.jpg$/g, '');

function paperOf(kind: Exclude<Kind, 'blank'>, { path, truth, issued }: DrawnPaper): Paper {
  return {
    fileName: `${kind}_${truth.sheet}.jpg`,
    kind,
    sheet: truth.sheet,
    end: issued ? 'committed' : 'rejected',
    bytes: async () => {
      const scan = await readFile(path);
      return kind === 'fed-twice' ? otherFile(scan, 'again') : new Uint8Array(scan);
    },
  };
}

/** A JPEG comment makes another file of the same picture. */
function otherFile(scan: Buffer, comment: string): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(comment);
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  const [start, rest] = [scan.subarray(0, START_OF_IMAGE), scan.subarray(START_OF_IMAGE)];
  return new Uint8Array(Buffer.concat([start, head, text, rest]));
}
