import { z } from 'zod';

export const JP_IMMUNIZATION_PROFILE =
  'http://jpfhir.jp/fhir/core/StructureDefinition/JP_Immunization';

const text = z.string().regex(/\S/);
const Coding = z.strictObject({ system: z.url(), code: text, display: text.optional() });
/** FHIR: an element has a child or it is not there. */
const Concept = z
  .strictObject({ coding: z.array(Coding).min(1).optional(), text: text.optional() })
  .refine((concept) => concept.coding !== undefined || concept.text !== undefined);
const Identifier = z.strictObject({ system: text, value: text });
/** A reference within the same municipality's systems, by number: no resource of that kind is handed over. */
const LogicalReference = z.strictObject({
  type: z.enum(['Patient', 'Location', 'Organization', 'Practitioner']),
  identifier: Identifier.optional(),
  display: text.optional(),
});

/**
 * What yoshin writes of JP Core's JP_Immunization (FHIR R4; profile of 2025-07-04), and no element besides. Required there:
 * status, vaccineCode, patient, occurrence[x]; within protocolApplied the number of the dose; of a performer the actor.
 */
export const JpImmunization = z.strictObject({
  resourceType: z.literal('Immunization'),
  /** The sheet's: corrected or voided it stays the same resource. */
  id: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/),
  meta: z.strictObject({
    versionId: text,
    lastUpdated: z.iso.datetime(),
    profile: z.tuple([z.literal(JP_IMMUNIZATION_PROFILE)]),
  }),
  identifier: z.array(Identifier).min(1),
  status: z.enum(['completed', 'not-done', 'entered-in-error']),
  statusReason: Concept.optional(),
  vaccineCode: Concept,
  patient: LogicalReference.extend({ type: z.literal('Patient'), identifier: Identifier }),
  occurrenceDateTime: z.iso.date(),
  recorded: z.iso.datetime(),
  location: LogicalReference.optional(),
  manufacturer: LogicalReference.optional(),
  lotNumber: text.optional(),
  expirationDate: z.iso.date().optional(),
  site: Concept.optional(),
  route: Concept.optional(),
  doseQuantity: z
    .strictObject({
      value: z.number().nonnegative(),
      unit: z.literal('mL'),
      system: z.literal('http://unitsofmeasure.org'),
      code: z.literal('mL'),
    })
    .optional(),
  performer: z
    .array(
      z.strictObject({
        function: Concept,
        actor: LogicalReference.extend({ type: z.literal('Practitioner') }),
      }),
    )
    .length(1)
    .optional(),
  note: z.array(z.strictObject({ text })).length(1).optional(),
  protocolApplied: z
    .array(
      z.strictObject({
        targetDisease: z.array(Concept).min(1).optional(),
        doseNumberPositiveInt: z.int().positive(),
      }),
    )
    .length(1)
    .optional(),
});
export type JpImmunization = z.infer<typeof JpImmunization>;
