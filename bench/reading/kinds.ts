/** The kinds of the corpora's own score, with the freehand consent date apart. */
export const KINDS: Readonly<Record<string, readonly string[]>> = {
  'ocr line': ['ocrLine'],
  print: ['labelName', 'ticketType', 'doseNumberOnTicket', 'municipalityCode', 'ticketNumber'],
  marks: [
    'sex',
    ...Array.from({ length: 13 }, (_, at) => `q${String(at + 1).padStart(2, '0')}`),
    'physicianDecision',
    'underSix',
    'consent',
  ],
  signatures: ['physicianSignature', 'consentSignature'],
  'handwritten digits': ['age', 'bodyTemperature', 'doseVolumeMl', 'institutionCode'],
  dates: ['birthDate', 'vaccinationDate'],
  'consent date': ['consentDate'],
  sticker: ['vaccineName', 'manufacturer', 'lotNumber', 'lotExpiry'],
  freehand: ['name', 'kana', 'phone', 'address'],
};

/** What a machine is asked to read by itself; freehand waits for people. */
export const NAMED_KINDS = [
  'ocr line',
  'marks',
  'signatures',
  'handwritten digits',
  'dates',
  'sticker',
] as const;

const KIND_OF = new Map(
  Object.entries(KINDS).flatMap(([kind, fields]) => fields.map((field) => [field, kind] as const)),
);

export const kindOf = (field: string): string => KIND_OF.get(field) ?? 'other';
