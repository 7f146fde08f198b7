import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type ExportCode = Extract<ErrorCode, `export.${string}`>;

/** What is said of outputs that are not handed out. */
export const EXPORT_ERRORS_EN: Readonly<Record<ExportCode, ErrorMessage>> = {
  'export.empty': {
    what: 'No record meets these conditions.',
    lost: 'Nothing was put out.',
    next: 'Look at the conditions again. A period leaves out records without a day of vaccination.',
  },
  'export.problems': {
    what: 'Some records cannot be written with this profile.',
    lost: 'Nothing was put out; the ledger was not changed.',
    next: 'See below which item of which record it is; correct the ledger, choose a profile in UTF-8, or leave those rows out.',
  },
  'export.too_many': {
    what: 'There are too many records for one file.',
    lost: 'Nothing was put out.',
    next: 'Put them out by period or batch.',
  },
  'export.outdated': {
    what: 'A record in this output was corrected or voided after it was asked for, or somebody in it was marked as not to be answered about.',
    lost: 'The file was not handed out.',
    next: 'Withdraw this output and ask for it again.',
  },
  'export.not_as_ledger': {
    what: 'Read back, the file does not agree with the ledger.',
    lost: 'The file was not handed out; the ledger was not changed.',
    next: 'This output cannot be used. Tell the administrator the number below.',
  },
  'export.same_person': {
    what: 'Asking, approving and checking an output are not for one person.',
    lost: 'This output was not changed.',
    next: 'Ask somebody else to do it.',
  },
  'export.wrong_state': {
    what: 'This output is no longer at that stage.',
    lost: 'This act changed nothing.',
    next: 'Open the list of outputs again and see where it stands.',
  },
  'export.expired': {
    what: 'The time in which this output could be fetched is over.',
    lost: 'The file is erased; what is in the list of outputs stays.',
    next: 'Ask for it again if it is needed.',
  },
  'export.marked_unseen': {
    what: 'The number of persons marked as not to be answered about is not the one that was taken note of: one was marked or lifted meanwhile.',
    lost: 'Nothing was recorded. No file was handed out.',
    next: 'Open the page again, look at the number as it is now, and go on from there.',
  },
};
