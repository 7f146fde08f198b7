import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormTemplate } from '../../schemas/form-template.ts';
import type { PageReading } from '../../schemas/reading.ts';
import { decodeFile } from '../../workers/engines/decode.ts';
import { createReaderPool, type ReaderPool } from '../../workers/engines/reader-pool.ts';

const FORMS = fileURLToPath(new URL('../../forms/', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../samples/forms/', import.meta.url));

type Truth = {
  sheet: string;
  file: string;
  template: string;
  fields: Record<string, string>;
  conditions: { rotation: number; markStyle: string };
};
type Read = { truth: Truth; reading: PageReading };

const plain = (value: string | null): string => (value ?? '').replaceAll(/\s/g, '');

let pool: ReaderPool;
beforeAll(() => {
  pool = createReaderPool({ size: 1, templatesDir: FORMS });
});
afterAll(() => pool?.close());

async function readSheets(form: string): Promise<Read[]> {
  const folder = `${SAMPLES}${form}/`;
  const sheets: Read[] = [];
  for (const name of readdirSync(`${folder}truth`).sort()) {
    const truth: Truth = JSON.parse(readFileSync(`${folder}truth/${name}`, 'utf8'));
    for await (const { image } of decodeFile(folder + truth.file)) {
      const { reading } = await pool.read(readFileSync(image.path));
      sheets.push({ truth, reading });
    }
  }
  return sheets;
}

/** Every field as `sheet field: truth, read`, for a message that says what went wrong. */
function fieldsOf(sheets: readonly Read[], wanted: (id: string) => boolean) {
  return sheets.flatMap(({ truth, reading }) =>
    Object.entries(truth.fields)
      .filter(([id]) => wanted(id))
      .map(([id, written]) => {
        const field = reading.fields[id];
        const right = plain(field?.value ?? null) === plain(written);
        const what = `${truth.sheet} ${id}: ${written}, ${field?.value}`;
        return { id, what, right, accepted: field?.accepted === true };
      }),
  );
}

const share = (all: readonly unknown[], some: readonly unknown[]): number =>
  some.length / all.length;

describe.each(['jp-influenza-elderly', 'jp-childhood-dptipv'])(
  'the filled sheets of %s, a form without marks',
  (form) => {
    const template = FormTemplate.parse(
      JSON.parse(readFileSync(`${FORMS}${form}/template.json`, 'utf8')),
    );
    const fedBy = (kinds: readonly string[]): ((id: string) => boolean) => {
      const fed = template.zones
        .filter((zone) => kinds.includes(zone.kind))
        .flatMap((zone) => ('field' in zone ? [zone.field] : zone.fields));
      return (id) => fed.includes(id);
    };
    let sheets: Read[];
    beforeAll(async () => {
      sheets = await readSheets(form);
    });

    it('are twelve, each told from the other forms and put upright', () => {
      expect(sheets).toHaveLength(12);
      for (const { truth, reading } of sheets) {
        expect(reading.template).toBe(truth.template);
        expect(reading.registration?.rotation).toBe(truth.conditions.rotation);
        expect(reading.registration?.residualMm).toBeLessThan(0.3);
      }
    });

    it('are never read wrong and believed', () => {
      const fields = fieldsOf(sheets, () => true);
      const wrong = fields.filter(({ accepted, right }) => accepted && !right);
      expect(wrong.map(({ what }) => what)).toEqual([]);
    });

    it('have their circled words read, nearly all of them surely', () => {
      const circled = sheets.filter(({ truth }) => truth.conditions.markStyle !== 'tick');
      const answers = fieldsOf(circled, fedBy(['choice']));
      expect(
        share(
          answers,
          answers.filter(({ right }) => right),
        ),
      ).toBeGreaterThan(0.98);
      expect(
        share(
          answers,
          answers.filter(({ accepted }) => accepted),
        ),
      ).toBeGreaterThan(0.85);
    });

    it('have their ticked words left to a person', () => {
      const ticked = sheets.filter(({ truth }) => truth.conditions.markStyle === 'tick');
      expect(ticked).toHaveLength(1);
      expect(fieldsOf(ticked, fedBy(['choice'])).filter(({ accepted }) => accepted)).toEqual([]);
    });

    it('have their dates with eras, their boxes and signatures read', () => {
      const digits = fieldsOf(sheets, fedBy(['digit-boxes']));
      expect(
        share(
          digits,
          digits.filter(({ right }) => right),
        ),
      ).toBeGreaterThan(0.92);
      const signatures = fieldsOf(sheets, fedBy(['signature']));
      expect(signatures.filter(({ right }) => !right)).toEqual([]);
    });

    it('have their stickers read, the vaccine and its maker by name', () => {
      const printed = fieldsOf(sheets, fedBy(['sticker']));
      expect(printed.filter(({ right }) => !right)).toEqual([]);
      const sure = printed.filter(({ accepted }) => accepted);
      expect(share(printed, sure)).toBeGreaterThan(0.95);
    });
  },
);
