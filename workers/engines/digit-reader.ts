import { isValidInstitutionCode } from '../../rules/check-digits.ts';
import type { FormTemplate, Zone } from '../../schemas/form-template.ts';
import type { BoxMm, FieldReading } from '../../schemas/reading.ts';
import { boxAround, grownBox } from '../stages/box-mm.ts';
import type { Calibration } from '../stages/calibration.ts';
import type { Circled } from '../stages/circled-word.ts';
import { type BoxInk, boxInks } from '../stages/digit-box.ts';
import {
  type BoxReading,
  type DigitFormat,
  type DigitRules,
  digitField,
} from '../stages/digit-field.ts';
import { eraDateField } from '../stages/era-date.ts';
import { inDoubt, toReading, type Verdict } from '../stages/fuse.ts';
import { locateBoxes } from '../stages/locate-boxes.ts';
import { hasLooseInk, type Inks } from '../stages/loose-ink.ts';
import type { ReadingEngines } from './reading-engines.ts';

type DigitZone = Extract<Zone, { kind: 'digit-boxes' }>;

/** Check digit rules of record items written in boxes. */
const CHECKS: Record<string, (value: string) => boolean> = {
  institutionCode: isValidInstitutionCode,
};

/** Reads every digit box of the page in one call of the network. */
export async function readDigitZones(
  { pen, any }: Inks,
  pxPerMm: number,
  template: FormTemplate,
  engines: ReadingEngines,
  circled: Circled,
): Promise<Record<string, FieldReading>> {
  const zones = template.zones.filter((zone): zone is DigitZone => zone.kind === 'digit-boxes');
  const printed = engines.prints.get(template.id) ?? null;
  const seen = zones.map((zone) => {
    // The boxes of a field are printed together, so they are found together.
    const shift = locateBoxes(pen, pxPerMm, zone.boxesMm);
    const inks = boxInks(pen, pxPerMm, zone.boxesMm, shift, printed);
    const isEmpty = inks.every(({ image }) => image === null);
    const others = answersBeside(template, zone);
    const loose = hasLooseInk({ pen, any }, pxPerMm, zone.boxesMm, shift, { others, printed });
    return { inks, loose, unsureEmpty: isEmpty && !hasRoom(template, zone) };
  });
  const inks = seen.map((zone) => zone.inks);
  const images = inks.flat().flatMap(({ image }) => (image === null ? [] : [image]));
  const logits = await engines.digits.run(images);
  let next = 0;
  const fields: Record<string, FieldReading> = {};
  zones.forEach((zone, at) => {
    const boxes = (inks[at] ?? []).map((ink) =>
      boxReading(ink, ink.image === null ? null : (logits[next++] ?? null), engines.calibration),
    );
    const verdict = fieldVerdict(boxes, zone, template, circled);
    const emptied = seen[at]?.unsureEmpty ? mayBeEmpty(verdict) : verdict;
    fields[zone.field] = toReading(seen[at]?.loose ? inDoubt(emptied) : emptied, {
      boxMm: boxAround(zone.boxesMm),
      engine: 'digit-net',
      engineVersion: engines.versions.digits,
      acceptFrom: engines.calibration.accept.digits.from,
    });
  });
  return fields;
}

/** What is written above or below boxes needs this much room. */
const ROOM_MM = 5;

/**
 * Whether a value written beside its boxes would still stand in the field's own cell. In a row no higher than its boxes
 * it stands among its neighbours' answers, and nobody can tell from the boxes alone that there is none.
 */
function hasRoom({ fields }: FormTemplate, { field, boxesMm }: DigitZone): boolean {
  const cell = fields.find(({ id }) => id === field)?.lookAtMm;
  if (cell === undefined) return false;
  const [, top, , height] = boxAround(boxesMm);
  return top - cell[1] >= ROOM_MM && cell[1] + cell[3] - (top + height) >= ROOM_MM;
}

/** Below every threshold: a person looks, and who finds it empty agrees with the boxes. */
const MOST_UNSURE = 0.9;

function mayBeEmpty(verdict: Verdict): Verdict {
  if (verdict.kind !== 'blank') return verdict;
  return { ...verdict, probability: Math.min(MOST_UNSURE, verdict.probability) };
}

/** A tick may reach this far out of its box. */
const MARK_MM = 3;

/** Ink there is another answer's: a name that reaches down, a tick, a paper pasted on. */
function answersBeside(template: FormTemplate, own: DigitZone): BoxMm[] {
  return template.zones.flatMap((zone): readonly BoxMm[] => {
    if (zone === own) return [];
    if (zone.kind === 'label' || zone.kind === 'sticker') return [zone.searchMm];
    if (zone.kind === 'choice') return zone.options.map(({ boxMm }) => grownBox(boxMm, MARK_MM));
    return 'boxesMm' in zone ? [...zone.boxesMm] : 'boxMm' in zone ? [zone.boxMm] : [];
  });
}

/** What a blank box still holds after cleaning: the more ink, the less it is believed to be empty. */
const EMPTY_UP_TO_MM2 = 0.5;
const SMALL_SHARE = 0.3;
/** A stroke less high than this is no sure 1: what is left of a frame looks like one. */
const SURE_HEIGHT_SHARE = 0.45;
/** Nothing in a soiled box is sure. */
const SOILED = 0.9;

/** The network's eleventh class. */
const NOT_A_DIGIT = 10;

const odds = (share: number): number => share / (1 - share);

export function boxReading(
  ink: BoxInk,
  logits: Float32Array | null,
  calibration: Calibration,
): BoxReading {
  if (logits === null) {
    return { kind: 'empty', probability: ink.soiled ? SOILED : 1 - Math.min(0.2, ink.inkMm2 / 50) };
  }
  const { temperature, ceiling, notDigitShare } = calibration.digits;
  const rarer = Math.log(odds(notDigitShare.expected) / odds(notDigitShare.trained));
  const scaled = Array.from(
    logits,
    (logit, at) => (logit + (at === NOT_A_DIGIT ? rarer : 0)) / temperature,
  );
  const top = Math.max(...scaled);
  const powers = scaled.map((logit) => Math.exp(logit - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const shares = powers.map((power) => Math.min(ceiling, power / total));
  const notDigit = shares[NOT_A_DIGIT] ?? 0;
  // Dust: little ink, low, and the network sees no digit in it.
  const dust = notDigit >= 0.5 && (ink.inkMm2 < EMPTY_UP_TO_MM2 || ink.heightShare < SMALL_SHARE);
  if (dust) return { kind: 'empty', probability: 0.9 };
  const isStub = ink.atSide || ink.heightShare < SURE_HEIGHT_SHARE;
  const isSure = !ink.soiled && !(isStub && (shares[1] ?? 0) >= 0.5);
  const digits = shares.slice(0, 10).map((share) => (isSure ? share : share * SOILED));
  return { kind: 'ink', digits, notDigit };
}

function fieldVerdict(
  boxes: readonly BoxReading[],
  zone: DigitZone,
  template: FormTemplate,
  circled: Circled,
): Verdict {
  if (zone.format.kind === 'date-era') return eraDateField(boxes, eraOf(zone.format.eras, circled));
  return digitField(boxes, rulesOf(zone, zone.format, template));
}

type Eras = Extract<DigitZone['format'], { kind: 'date-era' }>['eras'];

/** One of several eras is circled; an era printed alone is known. */
function eraOf(eras: Eras, circled: Circled): Verdict {
  const [only] = eras;
  if (eras.length > 1 || !only) {
    return circled(
      eras.map(({ era, boxMm }) => ({ value: era, boxMm })),
      'blank',
    );
  }
  const candidates = [{ value: only.era, probability: 1, source: 'form' }];
  return { kind: 'read', value: only.era, probability: 1, candidates };
}

function rulesOf(zone: DigitZone, format: DigitFormat, template: FormTemplate): DigitRules {
  const field = template.fields.find(({ id }) => id === zone.field);
  const passes = CHECKS[zone.field];
  return {
    format,
    ...(field?.digits === undefined ? {} : { exactly: field.digits }),
    ...(passes === undefined ? {} : { passes }),
  };
}
