const NOT_OF_PERSONS =
  'counts, states, labels, names of files and of staff: nothing of the person on a sheet';
const NO_ACCOUNT =
  'says nothing, or is audited by its own test (test/api/login.test.ts, test/api/openid.test.ts)';
const OWN = 'the account that asks, and nobody else';
const STEP =
  'a step of a log-in or of setting one up: its failures, and what it leads to, are audited';
const MOMENTARY = 'keeps or ends a lease whose taking was audited; says nothing of the sheet';
const OF_STAFF = 'who works here and how; nothing of anybody on a sheet or in the register';
const ACT =
  'an act inside performAct, as the acts that are walked; what it leads to is proved in test/ledger';

const because = (reason: string, names: readonly string[]) =>
  names.map((name) => [name, reason] as const);

const DISPOSAL =
  'tells of nobody, or is a step of a disposal: test/ledger/retention.test.ts walks them and finds each in the log';
const OUTPUT =
  'a step of an output, which needs all steps before it: test/ledger/exports.test.ts walks them and finds each in the log';

const COMPARISON =
  'needs a file of the copy and what came of it: test/ledger/copies.test.ts walks them, and finds the look at values in the log';

/** Routes that the walk over audited routes (audited.test.ts) leaves out, each with the reason. A new route is named there or here. */
export const UNAUDITED: Readonly<Record<string, string>> = Object.fromEntries([
  ...because(NOT_OF_PERSONS, [
    'GET /api/backlog',
    'GET /api/backlog/fields',
    'GET /api/backlog/leases/:leaseId/colleagues',
    'GET /api/backlog/leases',
    'GET /api/backlog/people',
    'GET /api/batches',
    'GET /api/batches/:batchId',
    'GET /api/batches/:batchId/cover-sheet.pdf',
    'GET /api/copies',
    'GET /api/copies/:reconciliationId',
    'GET /api/copies/:reconciliationId/differences',
    'GET /api/dead-letters',
    'GET /api/events',
    'GET /api/exports',
    'GET /api/exports/:exportId',
    'GET /api/exports/profiles',
    'GET /api/forms',
    'GET /api/ledger/status',
    'GET /api/masters/profiles',
    'GET /api/number-suspicions',
    'GET /api/masters/vaccines',
    'GET /api/review/columns',
    'GET /api/review/waiting',
    'GET /api/sampling',
    'GET /api/sheet-counts',
    'GET /api/sheets',
    'GET /api/sheets/:sheetId/rescan-candidates',
    'POST /api/batches/:batchId/known-files',
  ]),
  ...because(DISPOSAL, [
    'GET /api/disposals',
    'GET /api/disposals/:disposalId',
    'GET /api/disposals/:disposalId/items',
    'GET /api/disposals/:disposalId/record.pdf',
    'GET /api/retention/preview',
    'GET /api/retention/rules',
    'POST /api/disposals',
    'POST /api/disposals/:disposalId/decision',
    'POST /api/disposals/:disposalId/withdrawal',
  ]),
  ...because(NO_ACCOUNT, [
    'GET /api/door',
    'GET /api/health',
    'GET /api/ready',
    'POST /api/session',
    'POST /api/session/openid',
    'POST /api/session/openid/answer',
  ]),
  ...because(OWN, [
    'GET /api/account/second-factors',
    'GET /api/account/sessions',
    'GET /api/session',
    'PUT /api/session/presence',
  ]),
  ...because(OF_STAFF, [
    'GET /api/account-policy',
    'GET /api/audit/reading',
    'GET /api/account-reviews',
    'GET /api/accounts',
    'GET /api/accounts/:accountId/sessions',
  ]),
  ...because(STEP, [
    'POST /api/account/passkey-challenge',
    'POST /api/account/totp-secret',
    'POST /api/session/passkey',
    'POST /api/session/password',
    'POST /api/session/passkey-challenge',
    'POST /api/session/recovery-code',
    'POST /api/session/totp',
  ]),
  ...because(MOMENTARY, [
    'DELETE /api/review/claims/:leaseId',
    'POST /api/review/claims/:leaseId/renewal',
  ]),
  ...because(ACT, [
    'POST /api/audit/readings',
    'DELETE /api/accounts/:accountId/openid',
    'PUT /api/accounts/:accountId/openid',
    'DELETE /api/account/passkeys/:credentialId',
    'DELETE /api/account/sessions',
    'DELETE /api/account/sessions/:sessionRef',
    'DELETE /api/account/totp',
    'DELETE /api/accounts/:accountId/sessions/:sessionRef',
    'POST /api/account/passkeys',
    'POST /api/account/recovery-codes',
    'POST /api/account/totp',
    'POST /api/account-reviews',
    'POST /api/accounts/:accountId/disable',
    'POST /api/accounts/:accountId/enable',
    'POST /api/accounts/:accountId/password',
    'POST /api/accounts/:accountId/second-factor',
    'POST /api/accounts/:accountId/unlock',
    'PUT /api/account-policy',
    'PUT /api/account/password',
    'PUT /api/accounts/:accountId/roles',
    'POST /api/backlog/leases/:leaseId/reassign',
    'POST /api/backlog/leases/:leaseId/release',
    'POST /api/batches/:batchId/closure',
    'POST /api/batches/:batchId/files',
    'POST /api/batches/:batchId/uploads',
    'POST /api/dead-letters/:deadLetterId/discard',
    'POST /api/dead-letters/:deadLetterId/retry',
    'POST /api/dead-letters/retry',
    'POST /api/masters/:master/imports',
    'POST /api/originals/:originalId/discard',
    'POST /api/overrides/:overrideId/confirmation',
    'POST /api/overrides/:overrideId/withdrawal',
    'POST /api/reply-marks/:markId/decision',
    'POST /api/reply-marks/:markId/lifts',
    'POST /api/reply-marks/:markId/lifts/decision',
    'POST /api/practice/steps',
    'POST /api/review/columns/:template/:fieldId/confirmation',
    'POST /api/review/columns/:template/:fieldId/undo',
    'POST /api/review/sheets/:sheetId/adjudication',
    'POST /api/review/sheets/:sheetId/approval',
    'POST /api/review/sheets/:sheetId/dismissal',
    'POST /api/review/sheets/:sheetId/return',
    'POST /api/review/sheets/:sheetId/verification',
    'POST /api/sampling/fields/:sampledFieldId',
    'POST /api/sampling/fields/:sampledFieldId/decision',
    'POST /api/sheets/:sheetId/foreign',
    'POST /api/sheets/:sheetId/form',
    'POST /api/sheets/:sheetId/form-denial',
    'POST /api/sheets/:sheetId/reopening',
    'POST /api/sheets/:sheetId/rescan',
    'POST /api/sheets/:sheetId/rescan-request',
    'POST /api/uploads/:uploadId/completion',
    'PUT /api/batches/:batchId/priority',
    'PUT /api/uploads/:uploadId/parts/:partNumber',
  ]),
  ...because(COMPARISON, [
    'POST /api/copies',
    'POST /api/copies/:reconciliationId/closure',
    'POST /api/copies/:reconciliationId/differences/:differenceId/values',
    'POST /api/copies/:reconciliationId/states',
    'PUT /api/copies/rules',
  ]),
  ...because(OUTPUT, [
    'GET /api/exports/:exportId/sample',
    'GET /api/exports/:exportId/archive.zip',
    'POST /api/exports/previews',
    'POST /api/exports',
    'POST /api/exports/:exportId/decision',
    'POST /api/exports/:exportId/file',
    'POST /api/exports/:exportId/check',
    'POST /api/exports/:exportId/archive',
    'POST /api/exports/:exportId/withdrawal',
    'POST /api/exports/:exportId/media',
    'POST /api/exports/:exportId/media/:exportMediaId/wiping',
    'PUT /api/exports/rules',
  ]),
]);
