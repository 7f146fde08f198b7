import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What ships with the program. */
export const FORMS_FOLDER = here('forms');
export const PAGE_FOLDER = here('dist/review-ui');
export const SAMPLES_FOLDER = here('samples');

/** What an installation keeps: one folder to back up. */
export const keptIn = (dataFolder: string) => ({
  blobs: join(dataFolder, 'blobs'),
  /** Sealed files on their way into the blobs' place. */
  drafts: join(dataFolder, 'blobs', 'drafts'),
  masterKey: join(dataFolder, 'keys', 'master.key'),
  ledgerKey: join(dataFolder, 'keys', 'ledger-signing.pem'),
  /** Profiles of the municipality's own, beside those that come with the program. */
  exportProfiles: join(dataFolder, 'export-profiles'),
  sessionSecret: join(dataFolder, 'keys', 'session.secret'),
  /** Signed checkpoints of the audit log, a second time. */
  checkpoints: join(dataFolder, 'checkpoints'),
});
