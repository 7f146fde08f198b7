import { z } from 'zod';
import { FindingCode } from './finding.ts';
import { PracticeGravity } from './practice.ts';

const Day = z.iso.date();
const Count = z.int().nonnegative();

/**
 * How well a rule is known. `C`: seen in the sources named. `K`: general knowledge that still needs a source; what
 * rests on it is noted or warned of, and blocks nothing.
 */
export const Confidence = z.enum(['C', 'K']);
export type Confidence = z.infer<typeof Confidence>;

const grounds = {
  /** Keys of the master's `sources`. */
  sources: z.array(z.string()),
  confidence: Confidence,
  note: z.string().optional(),
};
/** First and last day a dose may be given on for the rule to be meant; absent: open. */
const dated = { from: Day.optional(), to: Day.optional() };

export const Grounds = z.object(grounds);
export type Grounds = z.infer<typeof Grounds>;

/** One unit only: years and months are reached on the day before their day, weeks and days on it. */
export const Age = z.union([
  z.strictObject({ years: Count }),
  z.strictObject({ months: Count }),
  z.strictObject({ weeks: Count }),
]);
export type Age = z.infer<typeof Age>;

/** 「N日以上」 or 「Nか月以上」 between two doses; days beside months are added to them (2か月半). */
export const Interval = z.union([
  z.strictObject({ days: Count }),
  z.strictObject({ months: z.int().positive(), andDays: z.int().positive().optional() }),
]);
export type Interval = z.infer<typeof Interval>;

const Gestation = z.strictObject({ weeks: Count, days: Count });

/** In which days a person may be given a dose. Both ends belong to it. */
export const Window = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('age'), from: Age, until: Age.nullable() }),
  /** From 1 April of the fiscal year in which an age is reached to 31 March of that of another (4/2–4/1 cohorts). */
  z.strictObject({ kind: z.literal('fiscal-years-of-age'), from: Count, until: Count.nullable() }),
  z.strictObject({ kind: z.literal('gestation'), from: Gestation, until: Gestation }),
]);
export type Window = z.infer<typeof Window>;

export const Eligibility = z.strictObject({
  stage: z.string().min(1),
  nameJa: z.string(),
  /** Dose numbers it is for; absent: any. */
  doses: z.array(z.int().positive()).optional(),
  /** Products it is for, by id; absent: any. */
  products: z.array(z.string()).optional(),
  window: Window,
  born: z.strictObject({ from: Day.optional(), to: Day.optional() }).optional(),
  sex: z.enum(['male', 'female']).optional(),
  /** What the sheet cannot tell and somebody has to make sure of: an illness, a certificate. */
  conditionJa: z.string().optional(),
  ...dated,
  ...grounds,
});
export type Eligibility = z.infer<typeof Eligibility>;

const AfterDose = z.strictObject({
  dose: z.int().positive(),
  atLeast: Interval,
  /** Beyond it the dose is late, which is said and is no mistake. */
  atMost: Interval.optional(),
  ...dated,
  ...grounds,
});

const DoseRule = z.strictObject({
  number: z.int().positive(),
  nameJa: z.string(),
  after: z.array(AfterDose).default([]),
  /** Ages outside which this dose is not given, within the stage's window. */
  ages: z.strictObject({ from: Age.optional(), until: Age.optional(), ...grounds }).optional(),
  /** Two earlier doses so far apart make this one needless. */
  needlessIf: z
    .strictObject({ from: z.int(), to: z.int(), atLeast: Interval, ...grounds })
    .optional(),
});
export type DoseRule = z.infer<typeof DoseRule>;

/** Which doses in which order. The first schedule that fits the product and the age at the first dose is meant. */
export const Schedule = z.strictObject({
  id: z.string(),
  products: z.array(z.string()).optional(),
  firstDose: z.strictObject({ from: Age.optional(), until: Age.optional() }).optional(),
  doses: z.array(DoseRule).min(1),
  /** Are more doses than these needless? */
  closed: z.boolean().default(true),
  ...grounds,
});
export type Schedule = z.infer<typeof Schedule>;

export const VolumeRule = z.strictObject({
  ml: z.array(z.number().positive()).min(1),
  products: z.array(z.string()).optional(),
  doses: z.array(z.int().positive()).optional(),
  ages: z.strictObject({ from: Age.optional(), until: Age.optional() }).optional(),
  ...dated,
  ...grounds,
});
export type VolumeRule = z.infer<typeof VolumeRule>;

export const Product = z.strictObject({
  id: z.string(),
  /** As on stickers and in books; a name that goes on after one of these is the same product. */
  names: z.array(z.string().min(1)).min(1),
  manufacturer: z.string(),
  /** Regular expressions over the whole lot number. */
  lotShapes: z.strictObject({ patterns: z.array(z.string()).min(1), ...grounds }).optional(),
  ...dated,
  ...grounds,
});
export type Product = z.infer<typeof Product>;

export const Vaccine = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  nameJa: z.string(),
  nameEn: z.string(),
  /** 定期 A類, B類; 特例臨時. */
  category: z.enum(['A', 'B', 'special']),
  kind: z.enum([
    'live_injected',
    'live_percutaneous',
    'live_oral',
    'inactivated',
    'recombinant',
    'mrna',
  ]),
  /** Doses of vaccines that share a name here are counted together: 2価 then 9価, 四種 then 五種混合. */
  series: z.array(z.string()).min(1),
  /** Not to be given to whoever has had one of these, by id. */
  exclusiveWith: z.strictObject({ vaccines: z.array(z.string()), ...grounds }).optional(),
  /** All doses of one maker. */
  sameProduct: z.strictObject({ doses: z.array(z.int()), ...grounds }).optional(),
  /** Days since when, until when it is a vaccine of the programme. */
  inForce: z.strictObject({ from: Day, to: Day.nullable(), ...grounds }),
  /** `MM-DD`, both belonging to it; may go over the new year. */
  season: z.strictObject({ from: z.string(), to: z.string(), ...grounds }).optional(),
  /** So it is given again: once in each. Absent: the schedule once in a life. */
  oncePer: z.strictObject({ period: z.enum(['fiscal_year', 'pregnancy']), ...grounds }).optional(),
  eligibility: z.array(Eligibility).min(1),
  /** 長期療養特例: the age until which it may be caught up; absent: not widened, `null`: no end. */
  longTermCare: z.strictObject({ until: Age.nullable(), ...grounds }).optional(),
  schedules: z.array(Schedule).min(1),
  volumes: z.array(VolumeRule),
  routes: z.strictObject({ allowed: z.array(z.string()).min(1), ...grounds }),
  sites: z.strictObject({ allowed: z.array(z.string()).min(1), ...grounds }).optional(),
  products: z.array(Product).min(1),
  /** What is not certain about it, for whoever keeps this data. */
  open: z.array(z.string()).default([]),
});
export type Vaccine = z.infer<typeof Vaccine>;

/** Between vaccines of two kinds or series, in whichever order. */
const AcrossRule = z.strictObject({
  one: z.strictObject({ kind: z.string().optional(), series: z.string().optional() }),
  other: z.strictObject({
    kind: z.string().optional(),
    series: z.string().optional(),
    exceptSeries: z.array(z.string()).optional(),
  }),
  atLeast: Interval,
  ...dated,
  ...grounds,
});
export type AcrossRule = z.infer<typeof AcrossRule>;

/** What holds for every vaccine: `vaccines/general.json`. */
export const VaccineRules = z.strictObject({
  /** Goes up with every change; stored beside what it led to. */
  version: z.string(),
  sources: z.record(z.string(), z.string()),
  /** `programme` of a form → the vaccines its doses can be of. */
  programmes: z.array(
    z.strictObject({
      id: z.string(),
      nameJa: z.string(),
      nameEn: z.string(),
      vaccines: z.array(z.string()).min(1),
    }),
  ),
  /** 37.5 ℃ 以上: 明らかな発熱. */
  fever: z.strictObject({ celsius: z.number(), ...grounds }),
  /** From this age on a person signs alone. */
  ownConsent: z.strictObject({ from: Age, ...grounds }),
  across: z.array(AcrossRule),
  /** 間違い接種 as the yearly report counts them, in its order. */
  errorKinds: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z_]+$/),
      nameJa: z.string(),
      nameEn: z.string(),
      /** How grave it is until somebody has looked into it. */
      gravity: PracticeGravity,
      /** Codes of what the checks find. */
      findings: z.array(FindingCode).min(1),
      ...grounds,
    }),
  ),
  /** Said of a dose that was given, and no mistake. */
  noErrors: z.array(FindingCode),
  /** What routes and sites are called on forms. */
  words: z.strictObject({
    routes: z.record(z.string(), z.array(z.string())),
    sites: z.record(z.string(), z.array(z.string())),
  }),
});
export type VaccineRules = z.infer<typeof VaccineRules>;

/** The vaccine master as the checks use it. */
export const VaccineMaster = VaccineRules.extend({ vaccines: z.array(Vaccine) }).superRefine(
  (master, context) => {
    const known = new Set(master.vaccines.map(({ id }) => id));
    const named = [
      ...master.programmes.flatMap(({ vaccines }) => vaccines),
      ...master.vaccines.flatMap(({ exclusiveWith }) => exclusiveWith?.vaccines ?? []),
    ];
    for (const id of named)
      if (!known.has(id)) context.addIssue(`no vaccine is called ${JSON.stringify(id)}`);
    for (const rule of groundsIn(master)) {
      if (rule.confidence === 'C' && rule.sources.length === 0)
        context.addIssue('a rule that was seen (C) names where');
      for (const source of rule.sources)
        if (!Object.hasOwn(master.sources, source))
          context.addIssue(`no source is called ${JSON.stringify(source)}`);
    }
  },
);
export type VaccineMaster = z.infer<typeof VaccineMaster>;

/** Every rule in it that says how well it is known. */
export function groundsIn(value: unknown): Grounds[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Grounds.safeParse(value);
  return [...(own.success ? [own.data] : []), ...Object.values(value).flatMap(groundsIn)];
}
