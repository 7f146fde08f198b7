import { confirmColumn } from '../ledger/column/confirm.ts';
import { pagesToPrepare, showCrops } from '../ledger/column/crops.ts';
import { listColumns, viewColumn } from '../ledger/column/list.ts';
import { undoColumn } from '../ledger/column/undo.ts';
import { amendEntry } from '../ledger/entries/amend-entry.ts';
import { ledgerStatus, searchEntries, viewEntry } from '../ledger/entries/list-entries.ts';
import { personHistory } from '../ledger/entries/person-history.ts';
import { batchView, closeBatch, createBatch, listBatches } from '../ledger/intake/batches.ts';
import { chooseForm, denyForm } from '../ledger/intake/chosen-form.ts';
import { coverFacts } from '../ledger/intake/cover-facts.ts';
import {
  discardDeadLetter,
  retryDeadLetter,
  retryDeadLetters,
} from '../ledger/intake/dead-letter-acts.ts';
import { countOpenLetters, listDeadLetters } from '../ledger/intake/dead-letter-list.ts';
import { listOriginals } from '../ledger/intake/list-originals.ts';
import { discardOriginal, receiveOriginal } from '../ledger/intake/originals.ts';
import { prioritiseBatch } from '../ledger/intake/priority.ts';
import { nameRescan, rescanCandidates } from '../ledger/intake/rescans.ts';
import {
  countSheets,
  listSheets,
  markForeign,
  reopenSheet,
  requestRescan,
  viewSheetImage,
} from '../ledger/intake/sheet-acts.ts';
import { beginUpload, completeUpload, knownFiles, receivePart } from '../ledger/intake/uploads.ts';
import {
  answerField,
  confirmShown,
  undoAnswer,
  viewReviewSheet,
} from '../ledger/review/answers.ts';
import { dismissSheet } from '../ledger/review/dismiss.ts';
import { claim, countWaiting, release, renew } from '../ledger/review/leases.ts';
import { namePerson, searchPersons } from '../ledger/review/name-person.ts';
import type { ReviewDeps } from '../ledger/review/round.ts';
import {
  returnToVerification,
  signAdjudication,
  signApproval,
  signVerification,
} from '../ledger/review/sign.ts';
import { viewSheetStory } from '../ledger/story/sheet-story.ts';
import { fieldFigures } from '../ledger/supervise/field-figures.ts';
import { listLeases, releaseLease } from '../ledger/supervise/held-leases.ts';
import { peopleFigures } from '../ledger/supervise/people-figures.ts';
import { listColleagues, reassignLease } from '../ledger/supervise/reassign.ts';
import { viewBacklog } from '../ledger/supervise/view-backlog.ts';
import { printCoverSheet } from '../print/cover-sheet.ts';
import type { BlobStore } from '../runtime/blob-store.ts';
import type { FormName } from '../schemas/api/intake.ts';
import type { FormTemplate } from '../schemas/form-template.ts';
import {
  overrideServices,
  practiceServices,
  samplingServices,
  statementServices,
} from './after-commitment.ts';
import { auditServices } from './audit-services.ts';
import { exportServices } from './export-services.ts';
import { masterServices } from './master-services.ts';
import { numberServices } from './number-services.ts';
import { pageMediaType } from './page-media-type.ts';
import { replyMarkServices } from './reply-mark-services.ts';
import { retentionServices } from './retention-services.ts';
import type { CropDrawer, Services } from './services.ts';

type Deps = ReviewDeps &
  Readonly<{
    blobs: BlobStore;
    /** For files that come in. */
    intake: Pick<BlobStore, 'put'>;
    crops: CropDrawer;
    /** Where an installation keeps export profiles of its own. */
    ownExportProfiles?: string | undefined;
  }>;

/** Every endpoint's act, on the real ledger and blob store. */
export function buildServices(deps: Deps): Services {
  return {
    ...intakeServices(deps),
    ...uploadServices(deps),
    ...reviewServices(deps),
    ...columnServices(deps),
    ...ledgerServices(deps),
    ...numberServices(deps),
    ...queueServices(deps),
    ...backlogServices(deps),
    ...samplingServices(deps),
    ...statementServices(deps),
    ...overrideServices(deps),
    ...replyMarkServices(deps),
    ...practiceServices(deps),
    ...masterServices(deps),
    ...auditServices(deps),
    ...exportServices(deps),
    ...retentionServices(deps),
  };
}

type Intake = Pick<
  Services,
  | 'createBatch'
  | 'batches'
  | 'batch'
  | 'coverSheet'
  | 'receiveFile'
  | 'closeBatch'
  | 'prioritiseBatch'
  | 'discardOriginal'
  | 'sheets'
  | 'sheetCounts'
  | 'reopenSheet'
  | 'markForeign'
  | 'requestRescan'
  | 'forms'
  | 'chooseForm'
  | 'denyForm'
  | 'rescanCandidates'
  | 'nameRescan'
  | 'sheetImage'
>;

function intakeServices(deps: Deps): Intake {
  const { db } = deps;
  return {
    createBatch: (context, body) => createBatch(db, context, body),
    batches: ({ actor }, query) => listBatches(db, actor.municipalityId, query),
    batch: async ({ actor }, batchId) => ({
      batch: await batchView(db, actor.municipalityId, batchId),
      originals: await listOriginals(db, actor.municipalityId, batchId),
    }),
    coverSheet: async ({ actor, now }, batchId) =>
      printCoverSheet({ ...(await coverFacts(db, actor.municipalityId, batchId)), printedAt: now }),
    receiveFile: (context, batchId, { fileName, stream }) =>
      receiveOriginal({ db, blobs: deps.intake }, context, { batchId, fileName, source: stream }),
    closeBatch: (context, batchId, body) => closeBatch(db, context, { batchId, ...body }),
    prioritiseBatch: (context, batchId, body) => prioritiseBatch(db, context, { batchId, ...body }),
    discardOriginal: (context, originalId, body) =>
      discardOriginal(db, context, { originalId, ...body }),
    sheets: ({ actor }, query) => listSheets(db, actor.municipalityId, query),
    sheetCounts: async ({ actor: { municipalityId } }) => ({
      byState: await countSheets(db, municipalityId),
      givenUp: await countOpenLetters(db, municipalityId),
    }),
    reopenSheet: (context, sheetId, body) => reopenSheet(db, context, { sheetId, ...body }),
    markForeign: (context, sheetId, body) => markForeign(db, context, { sheetId, ...body }),
    requestRescan: (context, sheetId, body) => requestRescan(db, context, { sheetId, ...body }),
    forms: async () => ({ items: [...deps.templates.values()].map(nameOfForm) }),
    chooseForm: (context, sheetId, body) =>
      chooseForm(db, deps.templates, context, { sheetId, ...body }),
    denyForm: (context, sheetId, body) => denyForm(db, context, { sheetId, ...body }),
    rescanCandidates: async ({ actor }, sheetId) => ({
      items: await rescanCandidates(db, actor.municipalityId, sheetId),
    }),
    nameRescan: (context, sheetId, body) => nameRescan(db, context, { sheetId, ...body }),
    sheetImage: async (context, sheetId, ahead) => {
      const { ref, mediaType, imageHash } = await viewSheetImage(db, context, sheetId, ahead);
      return { mediaType: pageMediaType(mediaType), bytes: await deps.blobs.get(ref), imageHash };
    },
  };
}

const nameOfForm = ({ id: template, titleJa, titleEn }: FormTemplate): FormName => ({
  template,
  titleJa,
  titleEn,
});

type Uploading = Pick<Services, 'knownFiles' | 'beginUpload' | 'receivePart' | 'completeUpload'>;

function uploadServices(deps: Deps): Uploading {
  return {
    knownFiles: ({ actor }, batchId, body) =>
      knownFiles(deps.db, actor.municipalityId, { batchId, ...body }),
    beginUpload: (context, batchId, body) => beginUpload(deps.db, context, { batchId, ...body }),
    receivePart: (context, { stream, ...part }) =>
      receivePart(deps, context, { ...part, source: stream }),
    completeUpload: (context, uploadId) => completeUpload(deps, context, uploadId),
  };
}

type Review = Pick<
  Services,
  | 'waiting'
  | 'claim'
  | 'renew'
  | 'release'
  | 'reviewSheet'
  | 'answer'
  | 'namePerson'
  | 'searchPersons'
  | 'confirmShown'
  | 'undo'
  | 'verify'
  | 'approve'
  | 'adjudicate'
  | 'returnSheet'
  | 'dismiss'
>;

function reviewServices(deps: Deps): Review {
  const { db } = deps;
  return {
    waiting: ({ actor }) => countWaiting(db, actor),
    claim: (context, body) => claim(db, context, body),
    renew: (context, leaseId, body) => renew(db, context, { leaseId, ...body }),
    release: (context, held) => release(db, context, held),
    reviewSheet: (context, sheetId, ahead) => viewReviewSheet(deps, context, sheetId, ahead),
    answer: (context, field, body) => answerField(deps, context, { ...field, ...body }),
    namePerson: (context, sheetId, body) => namePerson(deps, context, { sheetId, ...body }),
    searchPersons: (context, sheetId, body) => searchPersons(deps, context, { sheetId, ...body }),
    confirmShown: (context, sheetId, body) => confirmShown(deps, context, { sheetId, ...body }),
    undo: (context, sheetId, body) => undoAnswer(deps, context, { sheetId, ...body }),
    verify: (context, sheetId, body) => signVerification(deps, context, { sheetId, ...body }),
    approve: (context, sheetId, body) => signApproval(deps, context, { sheetId, ...body }),
    adjudicate: (context, sheetId, body) => signAdjudication(deps, context, { sheetId, ...body }),
    returnSheet: (context, sheetId, body) =>
      returnToVerification(deps, context, { sheetId, ...body }),
    dismiss: (context, sheetId, body) => dismissSheet(deps, context, { sheetId, ...body }),
  };
}

type ByColumn = Pick<
  Services,
  'columns' | 'column' | 'columnCrops' | 'confirmColumn' | 'undoColumn'
>;

function columnServices(deps: Deps): ByColumn {
  return {
    columns: async (context) => {
      const items = await listColumns(deps, context.actor);
      // Nobody waits for it; a page that cannot be cut is refused to whoever asks for it.
      deps.crops.prepare(() => pagesToPrepare(deps, context, items)).catch(() => undefined);
      return { items };
    },
    column: (context, column) => viewColumn(deps, context, column),
    columnCrops: async (context, column, { sheetIds }) =>
      deps.crops.draw(await showCrops(deps, context, { ...column, sheetIds })),
    confirmColumn: (context, column, body) => confirmColumn(deps, context, { ...column, ...body }),
    undoColumn: (context, column, body) => undoColumn(deps, context, { ...column, ...body }),
  };
}

function ledgerServices(
  deps: Deps,
): Pick<Services, 'sheetStory' | 'personHistory' | 'entries' | 'entry' | 'amend' | 'ledgerStatus'> {
  return {
    sheetStory: (context, sheetId) => viewSheetStory(deps, context, sheetId),
    entries: (context, body) => searchEntries(deps, context, body),
    personHistory: (context, residentId) => personHistory(deps, context, residentId),
    entry: (context, entryId) => viewEntry(deps, context, entryId),
    amend: (context, entryId, body) => amendEntry(deps.db, context, { entryId, ...body }),
    ledgerStatus: ({ actor }) => ledgerStatus(deps.db, actor.municipalityId),
  };
}

function queueServices({
  db,
}: Deps): Pick<
  Services,
  'deadLetters' | 'retryDeadLetter' | 'retryDeadLetters' | 'discardDeadLetter'
> {
  return {
    deadLetters: ({ actor }, query) => listDeadLetters(db, actor.municipalityId, query),
    retryDeadLetter: (context, deadLetterId, body) =>
      retryDeadLetter(db, context, { deadLetterId, ...body }),
    retryDeadLetters: (context, { deadLetterIds }) => retryDeadLetters(db, context, deadLetterIds),
    discardDeadLetter: (context, deadLetterId, body) =>
      discardDeadLetter(db, context, { deadLetterId, ...body }),
  };
}

function backlogServices(
  deps: Deps,
): Pick<
  Services,
  | 'backlog'
  | 'fieldFigures'
  | 'heldLeases'
  | 'releaseLease'
  | 'colleagues'
  | 'reassign'
  | 'peopleFigures'
> {
  const { db } = deps;
  return {
    backlog: (context) => viewBacklog(deps, context),
    fieldFigures: ({ actor }) => fieldFigures(deps, actor.municipalityId),
    heldLeases: ({ actor }) => listLeases(db, actor.municipalityId),
    releaseLease: (context, leaseId) => releaseLease(db, context, leaseId),
    colleagues: (context, leaseId) => listColleagues(db, context, leaseId),
    reassign: (context, leaseId, body) => reassignLease(db, context, { leaseId, ...body }),
    peopleFigures: (context) => peopleFigures(db, context),
  };
}
