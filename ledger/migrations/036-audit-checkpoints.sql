-- What the audit chain was, signed from time to time: how long it was, its last hash, and the ledger's tree at that
-- moment. A chain that is shorter than a checkpoint says has lost its tail (ADR 0028).
create table audit_checkpoints (
  municipality_id text not null references municipalities,
  number bigint not null check (number >= 0),
  -- Length of the chain: sequences 0 … events - 1 are covered.
  events bigint not null check (events > 0),
  head_hash text not null check (head_hash ~ '^[0-9a-f]{64}$'),
  tree_size bigint not null check (tree_size >= 0),
  -- Absent while nothing is in the ledger.
  root_hash text,
  key_id text not null,
  signature text not null,
  signed_at timestamptz(3) not null,
  primary key (municipality_id, number),
  check ((tree_size = 0) = (root_hash is null))
);
create trigger audit_checkpoints_append_only before update or delete or truncate on audit_checkpoints
  for each statement execute function refuse_change();
grant select, insert on audit_checkpoints to yoshin_app;
