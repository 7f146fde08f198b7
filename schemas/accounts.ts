import { z } from 'zod';

export const Role = z.enum([
  'clerk',
  'reviewer',
  'supervisor',
  'administrator',
  'auditor',
  'contractor',
]);
export type Role = z.infer<typeof Role>;

/** Everything a person can do. Each route names one; `rules/authorise.ts` is the only place that decides. */
export const Action = z.enum([
  'session.manage_own',
  'batch.create',
  'batch.read',
  'batch.upload',
  'batch.close',
  'batch.sign_off',
  'batch.prioritise',
  'sheet.read',
  'sheet.read_image',
  'sheet.reopen',
  'number.read',
  'number.decide',
  'review.verify',
  'column.confirm',
  'review.approve',
  'review.adjudicate',
  'backlog.read',
  'backlog.manage',
  'ledger.read',
  'ledger.amend',
  'statement.read',
  'practice.read',
  'practice.manage',
  'override.read',
  'override.manage',
  'reply_mark.read',
  'reply_mark.manage',
  'copies.read',
  'copies.manage',
  'copies.set_rules',
  'sampling.read',
  'sampling.key',
  'sampling.manage',
  'export.read',
  'export.request',
  'export.approve',
  'export.check',
  'export.set_rules',
  'retention.read',
  'retention.propose',
  'retention.approve',
  'retention.set_rules',
  'queue.manage',
  'masters.import',
  'masters.export',
  'masters.manage',
  'masters.read',
  'account.read',
  'account.manage',
  'audit.read',
]);
export type Action = z.infer<typeof Action>;

/** How an account wants its screens drawn; `system` follows the machine it sits at. */
export const Theme = z.enum(['system', 'light', 'dark', 'contrast']);
export type Theme = z.infer<typeof Theme>;

/** What a person still owes before anything else opens to them, in this order. */
export const LoginStep = z.enum(['second_factor', 'change_password', 'set_up_second_factor']);
export type LoginStep = z.infer<typeof LoginStep>;

/** What a municipality asks of its accounts; data, and every change of it is audited. */
export const AccountPolicy = z.strictObject({
  /** Whose accounts open nothing without a second factor. */
  secondFactorRoles: z.array(Role),
  /** Days a password is good for; `null`: for ever. */
  passwordDays: z.int().min(1).max(3650).nullable(),
  /** Minutes after which a session nobody uses ends. */
  idleMinutes: z.int().min(1).max(60),
  /** Hours after which every session ends. */
  absoluteHours: z.int().min(1).max(24),
  /** Days within which somebody goes through all accounts again. */
  reviewDays: z.int().min(1).max(3650),
});
export type AccountPolicy = z.infer<typeof AccountPolicy>;

/** Where a municipality has said nothing else (DOMAIN.md §6): yearly change, idle log-off, a second factor for who decides. */
export const DEFAULT_ACCOUNT_POLICY: AccountPolicy = {
  secondFactorRoles: ['reviewer', 'supervisor', 'administrator', 'auditor', 'contractor'],
  passwordDays: 365,
  idleMinutes: 10,
  absoluteHours: 12,
  reviewDays: 180,
};

export const InstitutionCode = z.string().regex(/^\d{10}$/);

export const MunicipalityId = z.string().regex(/^\d{6}$/);

/** Who is acting. `staffMemberId` is the natural person; one person may hold several accounts. */
export const Actor = z.strictObject({
  kind: z.enum(['account', 'system']),
  accountId: z.uuid().nullable(),
  staffMemberId: z.uuid().nullable(),
  municipalityId: MunicipalityId,
  roles: z.array(Role),
  /** Whose sheets a contractor may look at; of no meaning for anybody else. */
  clinics: z.array(InstitutionCode).optional(),
});
export type Actor = z.infer<typeof Actor>;
