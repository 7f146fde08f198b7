import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance } from 'i18next';
import { describe, expect, test } from 'vitest';
import { ENGLISH } from '../../../review-ui/app/english.ts';
import { JAPANESE } from '../../../review-ui/app/japanese.ts';
import { Action, Role, Theme } from '../../../schemas/accounts.ts';
import { SampleDecision } from '../../../schemas/api/sampling.ts';
import {
  AuditAction,
  AuditDetailKey,
  AuditResourceKind,
  AuditStep,
} from '../../../schemas/audit-vocabulary.ts';
import { ErrorCode } from '../../../schemas/error-codes.ts';
import { FindingCode } from '../../../schemas/finding.ts';
import type { FindingMessage } from '../../../schemas/finding-message.ts';
import { FINDINGS_EN } from '../../../schemas/findings-en.ts';
import { FINDINGS_JA } from '../../../schemas/findings-ja.ts';
import { RECORD_ITEMS } from '../../../schemas/inoculation-record.ts';
import { OverrideState } from '../../../schemas/override.ts';
import { PracticeGravity, PracticeStatus } from '../../../schemas/practice.ts';
import { ReplyMarkPart, ReplyMarkState } from '../../../schemas/reply-mark.ts';
import { Purpose, SheetState } from '../../../schemas/sheet-state.ts';

const PAGE = join(import.meta.dirname, '../../../review-ui');
type Tree = { [name: string]: string | Tree };

/** The words of every page, and those that come with the pages they are on: `overrides.ja.json`. */
const catalogue = (language: string): Tree =>
  Object.assign(
    {},
    ...readdirSync(join(PAGE, 'locales'))
      .filter((name) => name === `${language}.json` || name.endsWith(`.${language}.json`))
      .map((name) => JSON.parse(readFileSync(join(PAGE, 'locales', name), 'utf8'))),
  );

function leaves(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + name, value);
    else for (const [key, text] of leaves(value, `${prefix}${name}.`)) found.set(key, text);
  }
  return found;
}

const JA = leaves(catalogue('ja'));
const EN = leaves(catalogue('en'));
/** Which plural forms a language has is its own affair. */
const base = (key: string): string => key.replace(/_(one|other)$/, '');
const bases = (texts: ReadonlyMap<string, string>) => new Set([...texts.keys()].map(base));

function sources(folder = PAGE): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

/** Rights and refusals are named alike without being texts. */
const NO_TEXTS: ReadonlySet<string> = new Set([...Action.options, ...ErrorCode.options]);

/** Words for the codes of refusals are schemas/errors-*.ts, whose types ask for every code. */
const OF_REFUSALS: ReadonlySet<string> = new Set(ErrorCode.options.map((code) => `error.${code}`));
const isOfRefusal = (key: string): boolean => OF_REFUSALS.has(key.replace(/\.[a-z]+$/, ''));

/** Every string in the page that starts like a key, `${…}` standing for one name (or a whole error code). */
function usedKeys(): Map<string, RegExp> {
  const sections = Object.keys(catalogue('ja')).join('|');
  const written = new RegExp(`['\`]((?:${sections})\\.[^'\`\\s]+)['\`]`, 'g');
  const used = new Map<string, RegExp>();
  for (const source of sources()) {
    for (const [, key = ''] of source.matchAll(written)) {
      if (/\.(tsx?|json|css)$/.test(key)) continue;
      const name = key.startsWith('error.') ? '[a-z]+\\.[a-z_]+' : '[A-Za-z_]+';
      const pattern = key.replace(/\./g, '\\.').replace(/\$\{[^}]*\}/g, name);
      used.set(key, new RegExp(`^${pattern}$`));
    }
  }
  return used;
}

describe('the catalogue', () => {
  test('has the same keys in both languages', () => {
    expect([...bases(EN)].sort()).toEqual([...bases(JA)].sort());
  });

  test.each([
    ['ja', JA],
    ['en', EN],
  ])('has every plural form %s distinguishes, and no other', (language, texts) => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const key of texts.keys()) {
      if (!/_(one|other)$/.test(key)) continue;
      const forms = ['one', 'other'].filter((form) => texts.has(`${base(key)}_${form}`));
      expect(forms, key).toEqual(categories.toSorted());
    }
  });

  test('fills in the same names in both languages', () => {
    const names = (text = '') =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    for (const [key, text] of EN) {
      expect(names(text), key).toEqual(names(JA.get(key) ?? JA.get(`${base(key)}_other`)));
    }
  });

  test('has no empty text', () => {
    for (const texts of [JA, EN])
      expect([...texts.values()].filter((text) => !text.trim())).toEqual([]);
  });

  test('holds every key the page asks for', () => {
    const known = [...bases(JA)];
    const missing = [...usedKeys()].filter(
      ([key, used]) =>
        !NO_TEXTS.has(key) && !isOfRefusal(key) && !known.some((text) => used.test(text)),
    );
    expect(missing.map(([key]) => key)).toEqual([]);
  });

  test('holds no key nobody asks for', () => {
    const used = [...usedKeys().values()];
    expect([...bases(JA)].filter((key) => !used.some((pattern) => pattern.test(key)))).toEqual([]);
  });

  test('is the only place with words: no component writes Japanese of its own', () => {
    const japanese = /[぀-ヿ一-鿿]/;
    const offending = sources()
      .flatMap((source) => source.split('\n'))
      .filter((line) => !/^\s*(\/\/|\*|\/\*|\{?\/\*)/.test(line) && japanese.test(line))
      // The languages are named in themselves; error.tsx joins names with 、.
      .filter((line) => !line.includes('NAMES') && !line.includes("'、'"));
    expect(offending).toEqual([]);
  });
});

describe('there are words in both languages', () => {
  test('that say for every refusal what happened, what was lost and what to do', async () => {
    const i18n = createInstance();
    const [ja, en] = [JAPANESE, ENGLISH];
    await i18n.init({ resources: { ja: { translation: ja }, en: { translation: en } } });
    const codes = [...ErrorCode.options, 'client.unreachable', 'client.unexpected_reply'] as const;
    for (const code of codes) {
      for (const part of ['what', 'lost', 'next'] as const) {
        expect(i18n.getFixedT('ja')(`error.${code}.${part}`)).toMatch(/。$/);
        expect(i18n.getFixedT('en')(`error.${code}.${part}`)).toMatch(/\.$/);
      }
    }
  });

  test('that say of every finding what it is and what to do, filling in the same names', () => {
    const names = (text = ''): string[] =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();
    for (const code of FindingCode.options) {
      const ja: FindingMessage = FINDINGS_JA[code];
      const en: FindingMessage = FINDINGS_EN[code];
      expect(ja.what + ja.next).toMatch(/[ぁ-んァ-ヶ一-龠]/);
      expect(en.what + en.next).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
      expect(names(en.detail)).toEqual(names(ja.detail));
    }
  });

  test('for every state and item of the record', () => {
    const named = [
      ...SheetState.options.map((state) => `sheetState.${state}`),
      ...RECORD_ITEMS.map((item) => `recordItem.${item}`),
    ];
    expect(named.filter((key) => !JA.has(key) || !EN.has(key))).toEqual([]);
  });

  test('for everything that the audit log is written in', () => {
    const under = (section: string, codes: readonly string[]) =>
      codes.map((code) => `auditLog.${section}.${code.replaceAll('.', '_')}`);
    const named = [
      ...under('action', AuditAction.options),
      ...under('kind', AuditResourceKind.options),
      ...under('step', AuditStep.options),
      ...under('detail', AuditDetailKey.options),
      ...under('part', ReplyMarkPart.options),
      ...[
        Role,
        Purpose,
        PracticeStatus,
        PracticeGravity,
        Theme,
        OverrideState,
        ReplyMarkState,
        SampleDecision,
      ].flatMap(({ options }) => under('value', options)),
    ];
    expect(named.filter((key) => !JA.has(key) || !EN.has(key))).toEqual([]);
  });
});
