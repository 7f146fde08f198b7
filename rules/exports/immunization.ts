import type { ExportItem, FhirProfile } from '../../schemas/export-profile.ts';
import { JP_IMMUNIZATION_PROFILE, type JpImmunization } from '../../schemas/jp-immunization.ts';
import type { StandingEntry } from './lines.ts';

const STATUS = {
  vaccinated: 'completed',
  examined_only: 'not-done',
  voided: 'entered-in-error',
} as const;

/** The physician examined and put it off. */
const POSTPONED = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
      code: 'MEDPREC',
      display: 'medical precaution',
    },
  ],
};
const ADMINISTERING = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/v2-0443',
      code: 'AP',
      display: 'Administering Provider',
    },
  ],
};

/** Elements that the profile requires and the record cannot give. */
export type MissingElement = 'patient' | 'occurrenceDateTime' | 'vaccineCode';

export type Drafted =
  | Readonly<{ kind: 'resource'; resource: JpImmunization }>
  | Readonly<{ kind: 'missing'; elements: readonly MissingElement[] }>;

/** One entry as JP_Immunization. Codes come from the profile alone; what the paper says stands as text beside them. */
export function immunizationOf(
  profile: FhirProfile,
  municipalityId: string,
  entry: StandingEntry,
): Drafted {
  const { record, standing } = entry;
  const { residentId, vaccinationDate } = record;
  const vaccineCode = vaccineOf(profile, entry);
  if (residentId === null || vaccinationDate === null || vaccineCode === null) {
    const elements = [
      ...(residentId === null ? (['patient'] as const) : []),
      ...(vaccinationDate === null ? (['occurrenceDateTime'] as const) : []),
      ...(vaccineCode === null ? (['vaccineCode'] as const) : []),
    ];
    return { kind: 'missing', elements };
  }
  const system = (named: string) => named.replaceAll('{municipality}', municipalityId);
  const committed = entry.committedAt.toISOString();
  const resource: JpImmunization = {
    resourceType: 'Immunization',
    id: entry.sheetId,
    meta: {
      versionId: String(entry.leafIndex),
      lastUpdated: committed,
      profile: [JP_IMMUNIZATION_PROFILE],
    },
    identifier: [{ system: system(profile.sheetSystem), value: entry.sheetId }],
    status: STATUS[standing],
    ...(standing === 'examined_only' && { statusReason: POSTPONED }),
    vaccineCode,
    patient: {
      type: 'Patient',
      identifier: { system: system(profile.patientSystem), value: residentId },
    },
    occurrenceDateTime: vaccinationDate,
    recorded: committed,
    ...placeOf(entry, system(profile.institutionSystem)),
    ...doseOf(entry),
    ...protocolOf(profile, entry),
  };
  return { kind: 'resource', resource };
}

function vaccineOf({ vaccines, programmeWords }: FhirProfile, { record }: StandingEntry) {
  const { productName, programme } = record;
  const words = programmeWords.find((each) => each.programme === programme)?.text ?? programme;
  const text = productName ?? words;
  if (text === null) return null;
  const coding = vaccines.find((each) => each.productName === productName)?.coding;
  return { ...(coding !== undefined && { coding }), text };
}

function placeOf({ record }: StandingEntry, institutionSystem: string) {
  const { institutionCode, venueName } = record;
  if (institutionCode === null && venueName === null) return {};
  return {
    location: {
      type: 'Location',
      ...(institutionCode !== null && {
        identifier: { system: institutionSystem, value: institutionCode },
      }),
      ...(venueName !== null && { display: venueName }),
    },
  } as const;
}

function doseOf({ record }: StandingEntry): Partial<JpImmunization> {
  const { manufacturer, lotNumber, lotExpiry, site, route, doseVolumeMl, physicianName } = record;
  return {
    ...(manufacturer !== null && {
      manufacturer: { type: 'Organization', display: manufacturer } as const,
    }),
    ...(lotNumber !== null && { lotNumber }),
    ...(lotExpiry !== null && { expirationDate: lotExpiry }),
    ...(site !== null && { site: { text: site } }),
    ...(route !== null && { route: { text: route } }),
    ...(doseVolumeMl !== null && {
      doseQuantity: {
        value: Number(doseVolumeMl),
        unit: 'mL',
        system: 'http://unitsofmeasure.org',
        code: 'mL',
      } as const,
    }),
    ...(physicianName !== null && {
      performer: [
        { function: ADMINISTERING, actor: { type: 'Practitioner', display: physicianName } },
      ] as const,
    }),
    ...(record.remarks !== null && { note: [{ text: record.remarks }] }),
  } as Partial<JpImmunization>;
}

function protocolOf(profile: FhirProfile, { record }: StandingEntry): Partial<JpImmunization> {
  const { doseNumber, programme } = record;
  if (doseNumber === null) return {};
  const words = profile.programmeWords.find((each) => each.programme === programme);
  const targetDisease = words?.targetDisease ?? [];
  return {
    protocolApplied: [
      {
        ...(targetDisease.length > 0 && {
          targetDisease: [{ coding: targetDisease, text: words?.text }],
        }),
        doseNumberPositiveInt: doseNumber,
      },
    ],
  } as Partial<JpImmunization>;
}

/** An element as it was read back, beside what the ledger has; `null` where neither says anything. */
export type SaidOf = Readonly<{
  element: string;
  item: ExportItem | null;
  said: string | number | null;
  ledger: string | number | null;
}>;

/** What a resource says of its entry, element by element: read from the resource alone. */
export function comparedWith(resource: JpImmunization, entry: StandingEntry): SaidOf[] {
  const { record, standing, leafIndex, sheetId, committedAt } = entry;
  const { doseQuantity, protocolApplied, vaccineCode } = resource;
  const said = (
    element: string,
    found: string | number | null | undefined,
    ledger: string | number | null,
    item: ExportItem | null = null,
  ): SaidOf => ({ element, item, said: found ?? null, ledger });
  const kind = Object.entries(STATUS).find(([, status]) => status === resource.status)?.[0];
  return [
    said('id', resource.id, sheetId),
    said('identifier', resource.identifier[0]?.value, sheetId),
    said('meta.versionId', resource.meta.versionId, String(leafIndex)),
    said('meta.lastUpdated', resource.meta.lastUpdated, committedAt.toISOString(), 'committedAt'),
    said('status', kind, standing, 'standing'),
    said('patient', resource.patient.identifier.value, record.residentId, 'residentId'),
    said(
      'occurrenceDateTime',
      resource.occurrenceDateTime,
      record.vaccinationDate,
      'vaccinationDate',
    ),
    ...(record.productName === null
      ? []
      : [said('vaccineCode.text', vaccineCode.text, record.productName)]),
    said('location.identifier', resource.location?.identifier?.value, record.institutionCode),
    said('location.display', resource.location?.display, record.venueName),
    said('manufacturer', resource.manufacturer?.display, record.manufacturer),
    said('lotNumber', resource.lotNumber, record.lotNumber),
    said('expirationDate', resource.expirationDate, record.lotExpiry, 'lotExpiry'),
    said('site', resource.site?.text, record.site),
    said('route', resource.route?.text, record.route),
    said(
      'doseQuantity',
      doseQuantity?.value,
      record.doseVolumeMl === null ? null : Number(record.doseVolumeMl),
    ),
    said('performer', resource.performer?.[0]?.actor.display, record.physicianName),
    said('note', resource.note?.[0]?.text, record.remarks),
    said('doseNumber', protocolApplied?.[0]?.doseNumberPositiveInt, record.doseNumber),
  ];
}
