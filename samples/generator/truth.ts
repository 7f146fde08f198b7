import type { Pose, ScanConditions, SheetFields, SheetPlan } from './plan-types.ts';

/** Field order of the truth files: as on the paper, the pasted label last. */
const ORDER = [
  'address',
  'kana',
  'name',
  'phone',
  'birthDate',
  'age',
  'bodyTemperature',
  'sex',
  'q01',
  'q02',
  'q03',
  'q04',
  'q05',
  'q06',
  'q07',
  'q08',
  'q09',
  'q10',
  'q11',
  'q12',
  'q13',
  'physicianDecision',
  'underSix',
  'physicianSignature',
  'consent',
  'consentDate',
  'consentSignature',
  'vaccineName',
  'manufacturer',
  'lotNumber',
  'lotExpiry',
  'doseVolumeMl',
  'institutionCode',
  'vaccinationDate',
  'ticketType',
  'doseNumberOnTicket',
  'municipalityCode',
  'ticketNumber',
  'labelName',
  'ocrLine',
] as const;

const PRINTED = new Set([
  'vaccineName',
  'manufacturer',
  'lotNumber',
  'lotExpiry',
  'ticketType',
  'doseNumberOnTicket',
  'municipalityCode',
  'ticketNumber',
  'labelName',
  'ocrLine',
  'underSix',
]);
const BY_PHYSICIAN = new Set([
  'physicianDecision',
  'doseVolumeMl',
  'institutionCode',
  'vaccinationDate',
]);

export type PageTruth = {
  sheet: string;
  file: string;
  page: number;
  template: string;
  duplicateOf: null;
  fields: SheetFields;
  writtenBy: Record<string, string>;
  extra: Record<string, string>;
  conditions: Record<string, unknown>;
  plantedProblems: string[];
};

function writerOf(plan: SheetPlan, field: string): string {
  if (PRINTED.has(field)) return 'print';
  if (field === 'physicianSignature')
    return plan.scenario.physicianStamps ? 'print+stamp' : 'scribble';
  if (field === 'institutionCode' && plan.scenario.printedCode) return 'print';
  const writer = BY_PHYSICIAN.has(field) ? plan.physicianHand : plan.hand;
  return `hand:${writer.id}`;
}

export const scanTruth = (pose: Pose, scan: ScanConditions): Record<string, unknown> => ({
  dpi: scan.dpi,
  colour: scan.colour,
  skewDeg: pose.skewDeg,
  rotation: scan.rotation,
  scale: pose.scale,
  offsetMm: pose.offsetMm,
  background: scan.background,
  canvasMm: pose.canvasMm,
  jpegQuality: scan.jpegQuality,
});

export function sheetTruth(
  plan: SheetPlan,
  file: string,
  page: number,
  template: string,
): PageTruth {
  const { scenario, fields } = plan;
  const struck = scenario.struck;
  return {
    sheet: plan.id,
    file,
    page,
    template,
    duplicateOf: null,
    fields: Object.fromEntries(ORDER.map((field) => [field, fields[field] ?? ''])),
    writtenBy: Object.fromEntries(ORDER.map((field) => [field, writerOf(plan, field)])),
    extra: { venue: plan.institution.name, physicianName: plan.institution.physician },
    conditions: {
      corrections: struck
        ? [
            {
              field: struck,
              kind: 'answer struck through, other marked',
              first: fields[struck] === 'yes' ? 'no' : 'yes',
            },
          ]
        : [],
      degradations: plan.scan.degradations,
      notes: [],
      markStyle: plan.hand.mark,
      physicianMarkStyle: plan.physicianHand.mark,
      sticker2d: scenario.with2d === true && !scenario.postponed,
      label: { nw7: !scenario.withoutBars, angleDeg: plan.labelDegrees },
      ...scanTruth(plan.pose, plan.scan),
    },
    plantedProblems: [
      ...(scenario.problem === undefined ? [] : [scenario.problem]),
      ...(plan.planted ?? []),
    ],
  };
}

export const otherTruth = (
  page: { id: string; template: 'blank' | 'other'; pose: Pose; scan: ScanConditions },
  file: string,
  number: number,
): PageTruth => ({
  sheet: page.id,
  file,
  page: number,
  template: page.template,
  duplicateOf: null,
  fields: {},
  writtenBy: {},
  extra: {},
  conditions: { degradations: page.scan.degradations, ...scanTruth(page.pose, page.scan) },
  plantedProblems: [],
});
