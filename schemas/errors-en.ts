import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';
import { AUTH_ERRORS_EN } from './errors-auth-en.ts';
import { EXCHANGE_ERRORS_EN } from './errors-exchange-en.ts';
import { EXPORT_ERRORS_EN } from './errors-export-en.ts';
import { INPUT_ERRORS_EN } from './errors-input-en.ts';
import { RETENTION_ERRORS_EN } from './errors-retention-en.ts';

export const ERRORS_EN: Readonly<Record<ErrorCode, ErrorMessage>> = {
  ...INPUT_ERRORS_EN,
  ...EXCHANGE_ERRORS_EN,
  ...EXPORT_ERRORS_EN,
  ...RETENTION_ERRORS_EN,
  'ocr.engine_unavailable': {
    what: 'A reading engine is not running.',
    lost: 'No sheet is lost; reading goes on when it runs again.',
    next: 'Tell the administrator.',
  },
  'service.database_unavailable': {
    what: 'The database cannot be reached.',
    lost: 'The last act may not have been saved; everything before it is.',
    next: 'Wait and try again; if it goes on, tell the administrator.',
  },
  'service.queue_unavailable': {
    what: 'The queue is not running.',
    lost: 'What was taken in is kept and goes on later.',
    next: 'Tell the administrator.',
  },
  'service.folder_in_use': {
    what: 'Another program uses the data folder.',
    lost: 'Nothing was changed.',
    next: 'Tell the administrator.',
  },
  'service.backlog_full': {
    what: 'Too much paper is waiting to be read: no new files are accepted for now.',
    lost: 'This file was not accepted. What was accepted before is being read in turn.',
    next: 'Keep the file and add it again in a while. If it is urgent, tell the administrator.',
  },
  'service.storage_full': {
    what: 'The storage is full.',
    lost: 'This act was not saved; earlier ones are.',
    next: 'Stop working and tell the administrator.',
  },
  'service.memory_short': {
    what: 'This machine is short of memory.',
    lost: 'What was taken in is kept and goes on later.',
    next: 'It goes on by itself once there is room; if it does not, tell the administrator.',
  },
  'service.blob_store_unavailable': {
    what: 'The object store that keeps the images does not answer.',
    lost: 'What was taken in is kept. The file you are sending was not taken in.',
    next: 'Send it again in a while. If it goes on, tell the administrator (yoshin doctor).',
  },
  'blob.missing': {
    what: 'The image cannot be found.',
    lost: 'Values already entered are kept.',
    next: 'Leave this sheet and tell the administrator.',
  },
  'blob.key_mismatch': {
    what: 'The key does not open the image.',
    lost: 'Values already entered are kept.',
    next: 'Leave this sheet and tell the administrator.',
  },
  'blob.damaged': {
    what: 'The stored picture is damaged.',
    lost: 'Values already entered are kept.',
    next: 'Leave this sheet and tell the administrator.',
  },
  'config.invalid': {
    what: 'The configuration is wrong.',
    lost: 'Nothing was changed.',
    next: 'Tell the administrator.',
  },
  'backup.damaged': {
    what: 'The backup is damaged or incomplete.',
    lost: 'Nothing was changed; the original data is as it was.',
    next: 'Use another backup; if one was being made, make room and make it again.',
  },
  'backup.not_empty': {
    what: 'A folder that is not empty is not written to.',
    lost: 'Nothing was changed.',
    next: 'Name a new folder.',
  },
  ...AUTH_ERRORS_EN,
  'review.none_waiting': {
    what: 'There is no sheet you may take now.',
    lost: 'Nothing was changed.',
    next: 'Try again later.',
  },
  'review.lease_lost': {
    what: 'You no longer hold this sheet.',
    lost: 'What was sent is on record; what was not sent yet is still on this screen.',
    next: 'Take it again to send the rest and go on. Going to the next sheet drops what was not sent.',
  },
  'review.opened_elsewhere': {
    what: 'You have opened this sheet in another window or tab.',
    lost: 'What was sent is on record; what was not sent yet is still on this screen.',
    next: 'Go on there and close this one. Going on here means that the other one cannot go on.',
  },
  'review.same_person': {
    what: 'One person cannot take two parts.',
    lost: 'Nothing was changed.',
    next: 'Leave this sheet to somebody else.',
  },
  'review.image_changed': {
    what: 'The image shown is not the one that was read.',
    lost: 'Nothing was signed.',
    next: 'Leave this sheet without entering anything and tell the administrator.',
  },
  'review.field_open': {
    what: 'Some fields are not answered yet.',
    lost: 'Nothing was signed; your answers are kept.',
    next: 'Answer these fields, then sign again.',
  },
  'review.field_contested': {
    what: 'Some fields still disagree.',
    lost: 'Nothing was signed; your answers are kept.',
    next: 'Compare these fields with the paper and settle them.',
  },
  'review.invalid_value': {
    what: 'This is not a value of the field.',
    lost: 'This field was not saved; the others are.',
    next: 'Enter it again as on the paper, or answer with F2, F4 or F8.',
  },
  'review.wrong_state': {
    what: 'The sheet is no longer at this stage.',
    lost: 'Your act was not done.',
    next: 'Go back and take the next sheet.',
  },
  'review.person_changed': {
    what: 'The ticket now names another person than the one on the screen.',
    lost: 'What was keyed is kept; nothing was signed.',
    next: 'Open the sheet again, check name and ticket, then sign.',
  },
  'review.finding_open': {
    what: 'A finding must be seen before this can be committed.',
    lost: 'Nothing is lost; nothing has been committed.',
    next: 'Read the findings, look at the paper and the register, then approve again, or return the sheet with a reason.',
  },
  'review.person_unknown': {
    what: 'It is not known whose sheet this is.',
    lost: 'Nothing was signed; your answers are kept.',
    next: 'Compare the ticket number with the paper; if it still names nobody, return the sheet with a reason so that the person is chosen.',
  },
  'review.person_too_early': {
    what: 'Whose sheet it is can be said once number, name and birth date are keyed.',
    lost: 'Nobody was chosen; your answers are kept.',
    next: 'Key the ticket number, name, kana and birth date from the paper first.',
  },
  'review.person_incomplete': {
    what: 'Without a name and a birth date nobody can be taken in who is not in the register.',
    lost: 'Nobody was taken in; your answers are kept.',
    next: 'Key name and birth date from the paper; if they cannot be read, set the sheet aside with F9 and ask the clinic.',
  },
  'review.person_in_register': {
    what: 'Somebody of that name and birth date is in the register.',
    lost: 'Nobody was taken in; your answers are kept.',
    next: 'Find out whether it is that person. If so, choose them; if not, tick that they are somebody else. When approving, return the sheet with a reason.',
  },
  'batch.not_balanced': {
    what: 'The batch does not balance.',
    lost: 'It stays open.',
    next: 'See in the balance what is missing.',
  },
  'upload.incomplete': {
    what: 'Parts of the file have not arrived yet.',
    lost: 'The parts that arrived are kept, encrypted.',
    next: 'Choose the same file again; it goes on where it stopped.',
  },
  'batch.closed': {
    what: 'This batch is closed.',
    lost: 'The file was not taken in.',
    next: 'Create a new batch for it.',
  },
  'sheet.not_screened': {
    what: 'This page has not been looked through for an Individual Number yet, so it cannot be shown.',
    lost: 'Nothing was lost.',
    next: 'Open it again in a moment. If this goes on, ask a supervisor to look at what has stopped, and use the paper.',
  },
  'number.decided': {
    what: 'Somebody else has already decided about this suspected Individual Number.',
    lost: 'What you did was not recorded.',
    next: 'Open the list again and look at what was decided.',
  },
  'rescan.not_of_it': {
    what: 'That page cannot stand for this sheet: it carries another ticket, is not a form, or is the rescan of another sheet.',
    lost: 'Nothing was changed.',
    next: 'Choose another page. If there is no rescan yet, scan the paper again and hand it in.',
  },
  'override.same_person': {
    what: 'Whoever entered an override cannot confirm it.',
    lost: 'Nothing was changed.',
    next: 'Ask somebody else to look at the document and confirm it.',
  },
  'override.wrong_state': {
    what: 'The override has been confirmed or withdrawn already.',
    lost: 'This act changed nothing.',
    next: 'Open the list again and see how it stands.',
  },
  'practice.changed_meanwhile': {
    what: 'One of the cases was changed by something else while you were looking.',
    lost: 'Nothing was recorded.',
    next: 'Open the list again, select again and record.',
  },
  'masters.changed_meanwhile': {
    what: 'The masters were changed by something else while you were looking.',
    lost: 'This act changed nothing.',
    next: 'Open it again (for an import: look again at what it changes) and repeat it.',
  },
  'masters.not_in_shift_jis': {
    what: 'There are characters (variants, for instance) that Shift_JIS does not have.',
    lost: 'Nothing was written.',
    next: 'Export with a profile in UTF-8, such as standard.',
  },
  'ledger.conflict': {
    what: 'Something else was done to this entry first.',
    lost: 'The ledger was not changed.',
    next: 'Open the entry again and check.',
  },
  'ledger.verification_failed': {
    what: 'The ledger failed its verification.',
    lost: 'An entry may have been altered.',
    next: 'Stop working and tell the administrator and the auditor.',
  },
  'resource.not_found': {
    what: 'It cannot be found.',
    lost: 'Nothing was changed.',
    next: 'Go back to the list and choose again.',
  },
  'bug.invariant': {
    what: 'This is a fault of the program.',
    lost: 'The act was not done; earlier ones are kept.',
    next: 'Tell the administrator the number below.',
  },
  'reading.timeout': {
    what: 'Reading took too long.',
    lost: 'The picture is kept.',
    next: 'Read it again from the intake screen, or scan again.',
  },
  'reading.memory': {
    what: 'Reading needed too much memory.',
    lost: 'The picture is kept.',
    next: 'Scan again at a lower resolution.',
  },
  'reading.crashed': {
    what: 'Reading failed.',
    lost: 'The picture is kept. Other sheets are not affected.',
    next: 'It is tried again by itself; if it goes on, tell the administrator.',
  },
  'reading.stopped': {
    what: 'Reading was stopped.',
    lost: 'The picture is kept.',
    next: 'It goes on by itself. Please wait.',
  },
  'queue.worker_lost': {
    what: 'The program ended each time it worked on this.',
    lost: 'The image is kept. The other sheets go on.',
    next: 'A supervisor tries it again under “Stuck”; if it stops again, leave it to people.',
  },
};
