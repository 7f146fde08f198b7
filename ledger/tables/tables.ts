import type {
  AccountClinics,
  AccountPolicies,
  AccountReviews,
  Accounts,
  AuditCheckpoints,
  AuditEvents,
  AuditReadings,
  AuditTerms,
  Municipalities,
  OpenidLinks,
  Passkeys,
  RecoveryCodes,
  Sessions,
  StaffMembers,
  TotpSecrets,
} from './account-tables.ts';
import type { CopyDifferences, CopyRules, Reconciliations } from './copy-tables.ts';
import type { LedgerCheckpoints, LedgerContents, LedgerEntries } from './entry-tables.ts';
import type { ExportMedia, ExportRules, Exports } from './export-tables.ts';
import type {
  Batches,
  Blobs,
  DeadLetters,
  NumberSuspicions,
  Originals,
  OrphanBlobs,
  Outbox,
  ReadingCrops,
  SheetEvents,
  SheetFilings,
  SheetPersonMatches,
  SheetReadings,
  Sheets,
  StageAttempts,
  UploadParts,
  Uploads,
} from './intake-tables.ts';
import type {
  EarlierDoses,
  Fees,
  Institutions,
  IssuedTickets,
  Lots,
  MasterChanges,
  Physicians,
  ResidentNames,
  Residents,
} from './master-tables.ts';
import type { DoseOverrides } from './override-tables.ts';
import type { EntryPersons, PersonWords } from './person-tables.ts';
import type { PracticeSteps } from './practice-tables.ts';
import type { ReplyMarkLifts, ReplyMarks } from './reply-mark-tables.ts';
import type { DisposalItems, Disposals, RetentionRules } from './retention-tables.ts';
import type {
  ColumnViews,
  ColumnWords,
  Keyings,
  Leases,
  ReviewRounds,
  ReviewSteps,
  ReviewTimes,
  RoundAssignments,
  SheetViews,
  Signatures,
} from './review-tables.ts';
import type { SampledFields, SamplingRates } from './sampling-tables.ts';

import type { WorkerProcesses } from './worker-tables.ts';

export type Tables = {
  municipalities: Municipalities;
  staffMembers: StaffMembers;
  accounts: Accounts;
  accountClinics: AccountClinics;
  sessions: Sessions;
  accountPolicies: AccountPolicies;
  accountReviews: AccountReviews;
  totpSecrets: TotpSecrets;
  passkeys: Passkeys;
  recoveryCodes: RecoveryCodes;
  openidLinks: OpenidLinks;
  auditEvents: AuditEvents;
  auditCheckpoints: AuditCheckpoints;
  auditReadings: AuditReadings;
  auditTerms: AuditTerms;
  residents: Residents;
  residentNames: ResidentNames;
  personWords: PersonWords;
  entryPersons: EntryPersons;
  issuedTickets: IssuedTickets;
  institutions: Institutions;
  physicians: Physicians;
  lots: Lots;
  fees: Fees;
  masterChanges: MasterChanges;
  earlierDoses: EarlierDoses;
  doseOverrides: DoseOverrides;
  replyMarks: ReplyMarks;
  replyMarkLifts: ReplyMarkLifts;
  practiceSteps: PracticeSteps;
  batches: Batches;
  blobs: Blobs;
  orphanBlobs: OrphanBlobs;
  uploads: Uploads;
  uploadParts: UploadParts;
  originals: Originals;
  sheets: Sheets;
  numberSuspicions: NumberSuspicions;
  sheetEvents: SheetEvents;
  sheetFilings: SheetFilings;
  sheetReadings: SheetReadings;
  readingCrops: ReadingCrops;
  sheetPersonMatches: SheetPersonMatches;
  outbox: Outbox;
  deadLetters: DeadLetters;
  stageAttempts: StageAttempts;
  reviewRounds: ReviewRounds;
  reviewSteps: ReviewSteps;
  leases: Leases;
  roundAssignments: RoundAssignments;
  keyings: Keyings;
  signatures: Signatures;
  sheetViews: SheetViews;
  columnViews: ColumnViews;
  columnWords: ColumnWords;
  reviewTimes: ReviewTimes;
  samplingRates: SamplingRates;
  sampledFields: SampledFields;
  ledgerEntries: LedgerEntries;
  ledgerContents: LedgerContents;
  ledgerCheckpoints: LedgerCheckpoints;
  exportRules: ExportRules;
  exports: Exports;
  exportMedia: ExportMedia;
  retentionRules: RetentionRules;
  disposals: Disposals;
  disposalItems: DisposalItems;
  copyRules: CopyRules;
  reconciliations: Reconciliations;
  copyDifferences: CopyDifferences;
  workerProcesses: WorkerProcesses;
};
