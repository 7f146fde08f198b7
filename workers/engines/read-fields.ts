import type { FormTemplate, Zone } from '../../schemas/form-template.ts';
import type { BoxMm, FieldReading } from '../../schemas/reading.ts';
import { boxAround } from '../stages/box-mm.ts';
import type { Calibration } from '../stages/calibration.ts';
import { choose, markStrength, type OptionInk, optionInk } from '../stages/choice.ts';
import { type Circled, circledOn } from '../stages/circled-word.ts';
import { misplaced, toReading, type Verdict } from '../stages/fuse.ts';
import { type InkPlane, inkPlane } from '../stages/ink-plane.ts';
import { darkMap, isOwnPlace } from '../stages/own-print.ts';
import { freehandVerdict, signatureVerdict, writtenMm2 } from '../stages/presence.ts';
import type { Printed } from '../stages/printed.ts';
import type { RegisteredPage } from '../stages/raster.ts';
import { readDigitZones } from './digit-reader.ts';
import { readLabel } from './label-reader.ts';
import type { ReadingEngines } from './reading-engines.ts';
import { readSticker } from './sticker-reader.ts';

/** One reading for every field of the template, in its order; a field no zone feeds is `unreadable`. */
export async function readFields(
  page: RegisteredPage,
  template: FormTemplate,
  engines: ReadingEngines,
): Promise<Record<string, FieldReading>> {
  const pen = inkPlane(page.raster, 'pen');
  const any = page.raster.channels === 1 ? pen : inkPlane(page.raster, 'any');
  const printed = printedFor(template, engines);
  const circled = circledOn({ pen, any }, page.pxPerMm, printed, engines.calibration.circle);
  const read: Record<string, FieldReading> = await readDigitZones(
    { pen, any },
    page.pxPerMm,
    template,
    engines,
    circled,
  );
  for (const zone of template.zones) {
    Object.assign(read, await readZone({ page, pen, any, circled }, zone, template, engines));
  }
  doubtMisplaced(read, { any, page, template, printed });
  return Object.fromEntries(
    template.fields.map(({ id, lookAtMm }) => [
      id,
      read[id] ??
        toReading(
          { kind: 'unreadable', candidates: [] },
          { boxMm: lookAtMm, engine: 'none', engineVersion: 'none', acceptFrom: 1 },
        ),
    ]),
  );
}

type OnPage = {
  any: InkPlane;
  page: RegisteredPage;
  template: FormTemplate;
  printed: Printed | null;
};

/** A box is this field's only where the form prints beside it what the blank form does: another version does not. */
function doubtMisplaced(
  read: Record<string, FieldReading>,
  { any, page, template, printed }: OnPage,
): void {
  if (printed === null) return;
  const dark = darkMap(any, page.pxPerMm);
  const pastedMm = template.zones.flatMap((zone) =>
    zone.kind === 'label' || zone.kind === 'sticker' ? [zone.searchMm] : [],
  );
  for (const zone of template.zones) {
    if (!('field' in zone)) continue;
    const reading = read[zone.field];
    const lookAtMm = template.fields.find(({ id }) => id === zone.field)?.lookAtMm;
    if (reading === undefined || lookAtMm === undefined) continue;
    if (isOwnPlace(dark, printed, { boxesMm: boxesOf(zone), lookAtMm, pastedMm })) continue;
    Object.assign(read, { [zone.field]: misplaced(reading) });
  }
}

function boxesOf(zone: Zone): readonly BoxMm[] {
  if (zone.kind === 'choice') return zone.options.map(({ boxMm }) => boxMm);
  if ('boxesMm' in zone) return zone.boxesMm;
  return 'boxMm' in zone ? [zone.boxMm] : [];
}

type ChoiceZone = Extract<Zone, { kind: 'choice' }>;

type Inks = { page: RegisteredPage; pen: InkPlane; any: InkPlane; circled: Circled };

async function readZone(
  inks: Inks,
  zone: Zone,
  template: FormTemplate,
  engines: ReadingEngines,
): Promise<Record<string, FieldReading>> {
  const { page } = inks;
  switch (zone.kind) {
    case 'digit-boxes':
      return {};
    case 'choice':
      return { [zone.field]: readChoice(inks, zone, template, engines) };
    case 'signature':
    case 'stamp':
    case 'handwriting':
      return { [zone.field]: readPresence(inks, zone, template, engines) };
    case 'label':
      return readLabel(page, zone, printedFor(template, engines), engines);
    case 'sticker':
      return readSticker(page, zone, printedFor(template, engines), engines);
    case 'printed-line':
    case 'barcode':
      // No form of ours has one yet; the field stays unread rather than guessed.
      return {};
    default:
      return zone satisfies never;
  }
}

function readChoice(
  { page, pen, circled }: Inks,
  zone: ChoiceZone,
  template: FormTemplate,
  engines: ReadingEngines,
): FieldReading {
  const { calibration } = engines;
  const verdict =
    zone.mark === 'circle'
      ? circled(zone.options, zone.unmarkedValue)
      : boxVerdict(
          zone,
          optionInk(pen, page.pxPerMm, zone.options, printedFor(template, engines)),
          calibration,
        );
  return toReading(verdict, {
    boxMm: boxAround(zone.options.map(({ boxMm }) => boxMm)),
    engine: 'ink',
    engineVersion: engines.versions.ink,
    acceptFrom: calibration.accept.choice.from,
  });
}

function boxVerdict(
  zone: ChoiceZone,
  inks: readonly OptionInk[],
  calibration: Calibration,
): Verdict {
  return zone.mark === 'fill'
    ? choose(inks, zone.unmarkedValue, ({ share }) => share, calibration.fill)
    : choose(inks, zone.unmarkedValue, markStrength, calibration.tick);
}

function printedFor(template: FormTemplate, engines: ReadingEngines): Printed | null {
  return engines.prints.get(template.id) ?? null;
}

type PresenceZone = Extract<Zone, { kind: 'signature' | 'stamp' | 'handwriting' }>;

function readPresence(
  { page, any }: Inks,
  zone: PresenceZone,
  template: FormTemplate,
  engines: ReadingEngines,
): FieldReading {
  const { calibration } = engines;
  const own = writtenMm2(any, page.pxPerMm, zone.boxMm, printedFor(template, engines));
  const verdict =
    zone.kind === 'handwriting'
      ? freehandVerdict(own, calibration.presence)
      : signatureVerdict(own, calibration.presence);
  return toReading(verdict, {
    boxMm: zone.boxMm,
    engine: 'ink',
    engineVersion: engines.versions.ink,
    acceptFrom: calibration.accept.presence.from,
  });
}
