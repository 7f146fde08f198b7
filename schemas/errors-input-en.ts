import type { ErrorCode } from './error-codes.ts';
import type { ErrorMessage } from './error-message.ts';

type InputCode = Extract<ErrorCode, `input.${string}`>;

/** What is said of files and words that are not taken in. */
export const INPUT_ERRORS_EN: Readonly<Record<InputCode, ErrorMessage>> = {
  'input.unsupported_type': {
    what: 'This kind of file cannot be read.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Save it as JPEG, PNG, TIFF or PDF and add it again.',
  },
  'input.unreadable_image': {
    what: 'The image cannot be opened.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Scan the paper again and add it.',
  },
  'input.truncated': {
    what: 'The file ends too early.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Add the original again, or scan again.',
  },
  'input.damaged': {
    what: 'The file is damaged.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Add the original again, or scan again.',
  },
  'input.encrypted_pdf': {
    what: 'The PDF is protected by a password.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Save it without a password and add it again.',
  },
  'input.no_pages': {
    what: 'The PDF has no pages.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Check the original, or scan again.',
  },
  'input.archive': {
    what: 'This is a bundle of other files, such as a ZIP. It is not opened.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Take the files out of it and add those.',
  },
  'input.office_document': {
    what: 'This is a word processor or spreadsheet document.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Export it as PDF and add that.',
  },
  'input.heic': {
    what: 'This is a HEIC photograph, as iPhones take them; this machine cannot open it.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Convert it to JPEG and add that. An iPhone takes JPEG when Settings > Camera > Formats is set to Most Compatible.',
  },
  'input.unsupported_tiff': {
    what: 'This is a kind of TIFF that cannot be opened here, such as old-style JPEG compression.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Save it as PDF or JPEG, or as TIFF with G4 or LZW compression, and add it again.',
  },
  'input.too_many_pages': {
    what: 'The file has too many pages.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Split it and add the parts.',
  },
  'input.too_many_pixels': {
    what: 'The image is too large.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Scan again at 200 to 300 dpi.',
  },
  'input.too_large': {
    what: 'The file is too large.',
    lost: 'The file was not taken in.',
    next: 'Split it, or scan again at 200 to 300 dpi.',
  },
  'input.empty': {
    what: 'The file is empty.',
    lost: 'There was nothing to take in.',
    next: 'Check the original and add it again.',
  },
  'input.decoder_timeout': {
    what: 'Opening the file took too long.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Scan again, or split the pages.',
  },
  'input.decoder_memory': {
    what: 'Opening the file needed too much memory.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Scan at a lower resolution, or split the pages.',
  },
  'input.decoder_crashed': {
    what: 'Opening the file failed.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Save it in another format, or scan again.',
  },
  'input.decoder_killed': {
    what: 'Opening the file was stopped from outside, again and again.',
    lost: 'The original file is kept encrypted; nothing is lost.',
    next: 'Wait and add it again; if it goes on, tell the administrator.',
  },
  'input.invalid': {
    what: 'What was entered is not valid.',
    lost: 'Nothing was changed.',
    next: 'Check it and send it again.',
  },
  'input.readings_invalid': {
    what: 'This is not what readings look like.',
    lost: 'Nothing has changed. The lines before it have been printed.',
    next: 'Hand over what yoshin read --json printed, as it is.',
  },
  'input.csv_invalid': {
    what: 'The CSV is not in the right form.',
    lost: 'Nothing was imported.',
    next: 'Check the columns and try again.',
  },
};
