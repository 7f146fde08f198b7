import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormTemplate, type Zone } from '../../../schemas/form-template.ts';
import type { BoxMm } from '../../../schemas/reading.ts';

const FORMS = new URL('../../../forms/', import.meta.url);
const ids = readdirSync(FORMS).filter((name) =>
  existsSync(new URL(`${name}/template.json`, FORMS)),
);

const load = (id: string): FormTemplate =>
  FormTemplate.parse(JSON.parse(readFileSync(new URL(`${id}/template.json`, FORMS), 'utf8')));

/** Where a pasted thing is looked for may reach over its neighbours: people paste crookedly. */
const isSearched = (zone: Zone): boolean => 'searchMm' in zone;

const fieldsOf = (zone: Zone): string[] => ('fields' in zone ? zone.fields : [zone.field]);

function boxesOf(zone: Zone): BoxMm[] {
  if (zone.kind === 'digit-boxes') return zone.boxesMm;
  if (zone.kind === 'choice') return zone.options.map((option) => option.boxMm);
  return ['boxMm' in zone ? zone.boxMm : zone.searchMm];
}

type DigitFormat = Extract<Zone, { kind: 'digit-boxes' }>['format'];

const dateBoxes = (format: DigitFormat): number =>
  format.kind === 'date-era' ? 6 : 8 - (format.kind === 'date-ymd' ? format.preprinted.length : 0);

const overlap = (a: BoxMm, b: BoxMm): boolean =>
  a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];

const covers = (outer: BoxMm, inner: BoxMm): boolean =>
  outer[0] <= inner[0] &&
  outer[1] <= inner[1] &&
  outer[0] + outer[2] >= inner[0] + inner[2] &&
  outer[1] + outer[3] >= inner[1] + inner[3];

it('finds the national COVID-19 form', () => {
  expect(ids).toContain('jp-covid19-2021');
});

describe.each(ids)('form %s', (id) => {
  const template = load(id);
  const page: BoxMm = [0, 0, template.pageMm.width, template.pageMm.height];
  const fieldIds = template.fields.map((field) => field.id);

  it('is called as its folder is', () => {
    expect(template.id).toBe(id);
  });

  it('names every field and every zone once', () => {
    expect(fieldIds).toEqual([...new Set(fieldIds)]);
    const zoneIds = template.zones.map((zone) => zone.id);
    expect(zoneIds).toEqual([...new Set(zoneIds)]);
  });

  it('feeds fields that exist, each from one zone', () => {
    const fed = template.zones.flatMap(fieldsOf);
    expect(fed.filter((field) => !fieldIds.includes(field))).toEqual([]);
    expect([...fed].sort()).toEqual([...fieldIds].sort());
  });

  it('shows people a place on the page for every field', () => {
    const outside = template.fields.filter(
      ({ lookAtMm }) => !covers(page, lookAtMm) || lookAtMm[2] === 0 || lookAtMm[3] === 0,
    );
    expect(outside.map((field) => field.id)).toEqual([]);
  });

  it('shows the ink a zone reads inside what people look at', () => {
    const hidden = template.zones
      .filter((zone) => zone.kind === 'digit-boxes' || zone.kind === 'choice')
      .flatMap((zone) =>
        boxesOf(zone).filter((box) => {
          const field = template.fields.find((candidate) => candidate.id === zone.field);
          return !field || !covers(field.lookAtMm, box);
        }),
      );
    expect(hidden).toEqual([]);
  });

  it('keeps the boxes of different zones apart, and every zone on the page', () => {
    const searched = new Set(template.zones.filter(isSearched).map((zone) => zone.id));
    const boxes = template.zones.flatMap((zone) =>
      boxesOf(zone).map((box) => ({ id: zone.id, box })),
    );
    expect(boxes.filter(({ box }) => !covers(page, box)).map((entry) => entry.id)).toEqual([]);
    const fixed = boxes.filter(({ id }) => !searched.has(id));
    const collisions = fixed.flatMap((a, i) =>
      fixed
        .slice(i + 1)
        .filter((b) => overlap(a.box, b.box))
        .map((b) => `${a.id} / ${b.id}`),
    );
    expect(collisions).toEqual([]);
  });
});

describe.each(ids)('the zones and fields of form %s', (id) => {
  const template = load(id);
  const page: BoxMm = [0, 0, template.pageMm.width, template.pageMm.height];

  it('offers a value for every option a choice zone can read', () => {
    const readable = template.zones.flatMap((zone) =>
      zone.kind === 'choice'
        ? [...zone.options.map((o) => o.value), zone.unmarkedValue].map((value) => [
            zone.field,
            value,
          ])
        : [],
    );
    const unknown = readable.filter(([field, value]) => {
      const options = template.fields.find((candidate) => candidate.id === field)?.options ?? [];
      return !options.some((option) => option.value === value);
    });
    expect(unknown).toEqual([]);
  });

  it('has as many digit boxes as the field has digits', () => {
    const wrong = template.zones.filter((zone) => {
      if (zone.kind !== 'digit-boxes') return false;
      const field = template.fields.find(({ id: fieldId }) => fieldId === zone.field);
      const expected = field?.type === 'date' ? dateBoxes(zone.format) : field?.digits;
      return expected !== undefined && zone.boxesMm.length !== expected;
    });
    expect(wrong.map((zone) => zone.id)).toEqual([]);
  });

  it('tells the form from a turned one: no landmark looks the same after half a turn', () => {
    const { landmarksMm } = template.recognise;
    expect(landmarksMm.length).toBeGreaterThanOrEqual(8);
    const turned = landmarksMm.map(
      ([x, y, w, h]): BoxMm => [page[2] - x - w, page[3] - y - h, w, h],
    );
    const symmetric = landmarksMm.filter((box) =>
      turned.some((other) => box.every((value, i) => Math.abs(value - (other[i] ?? 0)) < 1)),
    );
    expect(symmetric).toEqual([]);
  });
});

describe('the national COVID-19 form', () => {
  const template = load('jp-covid19-2021');
  const keyedUnseen = template.fields.filter((field) => field.keying === 'unseen').map((f) => f.id);

  it('has what a wrong value would harm most keyed unseen', () => {
    expect(keyedUnseen.sort()).toEqual([
      'birthDate',
      'doseVolumeMl',
      'institutionCode',
      'vaccinationDate',
    ]);
  });

  it('asks thirteen questions, none of which has a default', () => {
    const questions = template.zones.filter((zone) => /^q\d\d$/.test(zone.id));
    expect(questions).toHaveLength(13);
    for (const zone of questions) {
      expect(zone).toMatchObject({ kind: 'choice', unmarkedValue: 'blank' });
    }
  });
});
