import { type Action, type Actor, Role } from '../schemas/accounts.ts';

/** What an act is done to. Another municipality's things do not exist for an actor. */
export type Resource = Readonly<{ municipalityId: string }>;

/** Role × action, denied unless listed. The one place that decides. */
const PERMITTED: Readonly<Record<Action, readonly Role[]>> = {
  'session.manage_own': Role.options,
  'batch.create': ['clerk', 'supervisor'],
  'batch.read': ['clerk', 'reviewer', 'supervisor', 'auditor'],
  'batch.upload': ['clerk', 'supervisor'],
  'batch.close': ['clerk', 'supervisor'],
  /** Closing what does not balance, with a reason. */
  'batch.sign_off': ['supervisor'],
  'batch.prioritise': ['supervisor'],
  'sheet.read': ['clerk', 'reviewer', 'supervisor', 'auditor'],
  'sheet.read_image': ['clerk', 'reviewer', 'supervisor'],
  'sheet.reopen': ['clerk', 'supervisor'],
  /** What may be a 個人番号, masked: that there is one, never which. */
  'number.read': ['clerk', 'supervisor', 'auditor'],
  /** Looking at what was masked, to say whether it is one. */
  'number.decide': ['clerk', 'supervisor'],
  'review.verify': ['reviewer', 'supervisor'],
  /** One field of many sheets as crops without identity (`rules/column-fields.ts`). */
  'column.confirm': ['reviewer', 'supervisor', 'contractor'],
  'review.approve': ['reviewer', 'supervisor'],
  'review.adjudicate': ['supervisor'],
  'backlog.read': ['clerk', 'reviewer', 'supervisor'],
  /** Who holds what, and how each person gets on: nobody's colleagues' business. */
  'backlog.manage': ['supervisor'],
  'ledger.read': ['reviewer', 'supervisor', 'auditor'],
  'ledger.amend': ['reviewer', 'supervisor'],
  'statement.read': ['supervisor', 'auditor'],
  /** 間違い接種, and what became of it. */
  'practice.read': ['supervisor', 'auditor'],
  'practice.manage': ['supervisor'],
  'override.read': ['reviewer', 'supervisor', 'auditor'],
  /** Entering and confirming, by two people; withdrawing. */
  'override.manage': ['reviewer', 'supervisor'],
  /** 自動応答不可: whoever sees the ledger sees it. */
  'reply_mark.read': ['reviewer', 'supervisor', 'auditor'],
  /** Asking, deciding and lifting, by two people. */
  'reply_mark.manage': ['reviewer', 'supervisor'],
  /** 正本 and 副本 compared: counts, entries and columns, of no person. */
  'copies.read': ['supervisor', 'administrator', 'auditor'],
  /** Comparing, looking at what differs, saying what is done about it. */
  'copies.manage': ['supervisor'],
  'copies.set_rules': ['administrator'],
  'sampling.read': ['reviewer', 'supervisor', 'auditor'],
  'sampling.key': ['reviewer', 'supervisor'],
  /** Setting the rate, and settling what was keyed otherwise. */
  'sampling.manage': ['supervisor'],
  /** The list of outputs tells of no person. */
  'export.read': ['reviewer', 'supervisor', 'administrator', 'auditor'],
  'export.request': ['supervisor'],
  'export.approve': ['supervisor'],
  'export.check': ['reviewer', 'supervisor'],
  /** Who says from when on approval is needed puts nothing out. */
  'export.set_rules': ['administrator'],
  /** What is kept for how long, what is over, and the records of what was disposed of. They tell of nobody. */
  'retention.read': ['supervisor', 'administrator', 'auditor'],
  'retention.propose': ['supervisor'],
  /** By another person than the one who proposed. */
  'retention.approve': ['supervisor'],
  /** Who says for how long does not dispose. */
  'retention.set_rules': ['administrator'],
  'queue.manage': ['supervisor'],
  'masters.import': ['supervisor', 'administrator'],
  /** The whole register in files. */
  'masters.export': ['supervisor', 'administrator'],
  /** Searching and changing them on a page. */
  'masters.manage': ['supervisor'],
  'masters.read': ['reviewer', 'supervisor'],
  /** Who has an account, what is asked of them, and what the reviews of accounts said. */
  'account.read': ['administrator', 'auditor'],
  'account.manage': ['administrator'],
  'audit.read': ['auditor'],
};

export function isAuthorised(actor: Actor, action: Action, resource: Resource): boolean {
  if (actor.municipalityId !== resource.municipalityId) return false;
  if (actor.kind === 'system') return true;
  return actor.roles.some((role) => PERMITTED[action].includes(role));
}

/** Roles that act for the clinics given to them alone. */
const OF_CLINICS: readonly Role[] = ['contractor'];

/** Of which clinics' sheets an actor may do this: `null` for all of them, and none where nothing says otherwise. */
export function clinicsFor(actor: Actor, action: Action): readonly string[] | null {
  if (actor.kind === 'system') return null;
  const permitted = actor.roles.filter((role) => PERMITTED[action].includes(role));
  if (permitted.some((role) => !OF_CLINICS.includes(role))) return null;
  return permitted.length === 0 ? [] : (actor.clinics ?? []);
}
