import type { AuditCheckpoint } from './checkpoint.ts';

/** What is wrong, and where: enough for an auditor to lay a finger on it. */
export type AuditProblem = Readonly<{
  table: 'audit_events' | 'audit_checkpoints';
  /** Sequence of an event (`7`, or `7-9` for a stretch), number of a checkpoint, or line of the kept file. */
  row: string;
  problem:
    | 'event_changed'
    | 'event_missing'
    | 'event_reordered'
    | 'event_inserted'
    /** Every hash fits the next one, and yet it is not the stretch that was signed for. */
    | 'chain_rewritten'
    | 'checkpoint_missing'
    | 'checkpoint_forged'
    | 'ledger_cut_off'
    | 'ledger_rewritten'
    | 'kept_line_unreadable';
}>;

/** Checkpoints that were kept apart from the database; `null` for a line that is none. */
export type Kept = ReadonlyArray<AuditCheckpoint | null>;
