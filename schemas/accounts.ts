import { z } from 'zod';

export const Role = z.enum(['clerk', 'reviewer', 'supervisor', 'administrator', 'auditor']);
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
  'review.verify',
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
  'sampling.read',
  'sampling.key',
  'sampling.manage',
  'queue.manage',
  'masters.import',
  'masters.export',
  'masters.manage',
  'masters.read',
  'account.manage',
  'audit.read',
]);
export type Action = z.infer<typeof Action>;

/** How an account wants its screens drawn; `system` follows the machine it sits at. */
export const Theme = z.enum(['system', 'light', 'dark', 'contrast']);
export type Theme = z.infer<typeof Theme>;

export const MunicipalityId = z.string().regex(/^\d{6}$/);

/** Who is acting. `staffMemberId` is the natural person; one person may hold several accounts. */
export const Actor = z.strictObject({
  kind: z.enum(['account', 'system']),
  accountId: z.uuid().nullable(),
  staffMemberId: z.uuid().nullable(),
  municipalityId: MunicipalityId,
  roles: z.array(Role),
});
export type Actor = z.infer<typeof Actor>;
