import { comparedWith, immunizationOf } from '../../rules/exports/immunization.ts';
import type { FhirProfile } from '../../schemas/export-profile.ts';
import { JpImmunization } from '../../schemas/jp-immunization.ts';
import { canonicalJson } from '../canonical.ts';
import type { Compared, DraftLine, ExportFormat, LineRead } from './format.ts';

/** One JP_Immunization a line. Read back, a line is valid by the profile's required elements before it is compared. */
export function fhirFormat(profile: FhirProfile, municipalityId: string): ExportFormat {
  const unicode = new TextEncoder();
  return {
    head: new Uint8Array(),
    draft: (entries) => draftLine(profile, municipalityId, entries),
    encode: (text) => unicode.encode(text),
    read: (bytes) => readLines(bytes),
  };
}

function draftLine(
  profile: FhirProfile,
  municipalityId: string,
  entries: DraftLine['entries'],
): DraftLine {
  const [entry] = entries;
  const nothing = { entries, text: '', problems: [], substitutions: [] };
  if (entry === undefined) return nothing;
  const drafted = immunizationOf(profile, municipalityId, entry);
  const { entryId, leafIndex: entryNumber } = entry;
  if (drafted.kind === 'missing') {
    const problems = drafted.elements.map((column) => ({
      ...{ entryId, entryNumber, column, problem: 'missing' as const, characters: null },
    }));
    return { ...nothing, problems };
  }
  // What the reader would refuse is told now, with the place.
  const valid = JpImmunization.safeParse(drafted.resource);
  if (!valid.success || !canonicalJson(drafted.resource).isWellFormed()) {
    const column = valid.error?.issues[0]?.path.join('.') ?? null;
    const problem = { entryId, entryNumber, column, problem: 'not_reversible' as const };
    return { ...nothing, problems: [{ ...problem, characters: null }] };
  }
  return { ...nothing, text: `${JSON.stringify(drafted.resource)}\n` };
}

async function* readLines(bytes: Uint8Array): AsyncGenerator<LineRead> {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const lines = text.split('\n');
  for (const line of lines.slice(0, -1)) {
    const resource = JpImmunization.parse(JSON.parse(line));
    yield {
      compare: ([entry, ...others]): Compared[] => {
        if (entry === undefined || others.length > 0) return [];
        return comparedWith(resource, entry).map(({ element, item, said, ledger }) => ({
          column: element,
          item,
          means: null,
          file: said === null ? null : String(said),
          ledger: ledger === null ? null : String(ledger),
          agrees: said === ledger,
        }));
      },
    };
  }
}
