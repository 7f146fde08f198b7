-- 正本 and 副本 compared (ADR 0033): what the 中間サーバー holds beside the entries that stand at one size of the tree. Nothing of the copy is
-- kept in the clear: names of columns, keyed digests, and the line of a file that lies encrypted until its key is erased.
create table copy_rules (
  copy_rule_id bigint generated always as identity primary key,
  municipality_id text not null references municipalities,
  -- So many days after one comparison the next is due.
  every_days integer not null check (every_days between 1 and 366),
  -- So many days the compared file can be looked into; then its key is erased.
  keep_days integer not null check (keep_days between 1 and 92),
  account_id uuid not null references accounts,
  set_at timestamptz not null
);
create index copy_rules_newest on copy_rules (municipality_id, copy_rule_id desc);
create trigger copy_rules_append_only before update or delete or truncate on copy_rules
  for each statement execute function refuse_change();

create table reconciliations (
  reconciliation_id uuid primary key,
  municipality_id text not null references municipalities,
  reconciliation_number bigint not null check (reconciliation_number > 0),
  -- The whole profile as it was: what a line says is read by it.
  profile jsonb not null,
  file_hash text not null check (file_hash ~ '^[0-9a-f]{64}$'),
  byte_size bigint not null,
  file_blob_id uuid not null,
  -- The ledger up to this leaf; `null` beside 0: nothing was committed yet.
  tree_size bigint not null,
  root_hash text,
  entries integer not null,
  lines integer not null,
  same integer not null,
  only_ledger integer not null,
  only_copy integer not null,
  differing integer not null,
  twice integer not null,
  -- The one before, and how many of its differences are not there any more.
  previous_id uuid,
  gone integer not null,
  compared_by uuid not null,
  compared_at timestamptz not null,
  keep_until timestamptz not null,
  closed_by uuid,
  closed_at timestamptz,
  -- `closed_by` is `null` beside it where the time was over.
  erased_at timestamptz,
  unique (municipality_id, reconciliation_id),
  unique (municipality_id, reconciliation_number),
  check (num_nonnulls(closed_by, closed_at) in (0, 2)),
  check (closed_at is null or erased_at is not null),
  foreign key (municipality_id, file_blob_id) references blobs (municipality_id, blob_id),
  foreign key (municipality_id, previous_id) references reconciliations (municipality_id, reconciliation_id),
  foreign key (municipality_id, compared_by) references staff_members (municipality_id, staff_member_id),
  foreign key (municipality_id, closed_by) references staff_members (municipality_id, staff_member_id)
);
create index reconciliations_to_erase on reconciliations (keep_until) where erased_at is null;

create function guard_reconciliation() returns trigger language plpgsql as $$
declare
  steps constant text[] := array['closed_by', 'closed_at', 'erased_at', 'gone'];
begin
  if to_jsonb(new) - steps <> to_jsonb(old) - steps or old.closed_at is not null
     or old.erased_at is not null and new.erased_at is distinct from old.erased_at then
    raise exception 'what was compared stands' using errcode = 'YL004';
  end if;
  if new.erased_at is not null and exists (
    select from blobs where blob_id = new.file_blob_id and wrapped_key is not null
  ) then
    raise exception 'the file can still be opened' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger reconciliations_guarded before update on reconciliations
  for each row execute function guard_reconciliation();

create table copy_differences (
  difference_id uuid primary key,
  municipality_id text not null references municipalities,
  reconciliation_id uuid not null,
  position integer not null,
  kind text not null check (kind in ('only_ledger', 'only_copy', 'differing', 'twice')),
  -- The entry it is about, where there is one.
  entry_id uuid,
  entry_number bigint,
  -- Keyed digest of the resident's number, as the audit log has it: found by who knows the number.
  resident_digest text,
  -- Headers of what differs. Never what it says.
  columns text[] not null,
  -- The line of the file.
  copy_line integer,
  -- Keyed digests: of which record it is, whatever is committed on it later; and of what is different.
  identity text not null,
  fingerprint text not null,
  -- The same record in the comparison before.
  same_as uuid,
  state text not null default 'open'
    check (state in ('open', 'next_transfer', 'mend_copy', 'mend_ledger', 'accepted')),
  state_by uuid,
  state_at timestamptz,
  unique (municipality_id, difference_id),
  unique (reconciliation_id, position),
  check (num_nonnulls(state_by, state_at) in (0, 2)),
  check (state = 'open' or state_at is not null),
  check ((kind = 'only_ledger') = (copy_line is null)),
  foreign key (municipality_id, reconciliation_id)
    references reconciliations (municipality_id, reconciliation_id) on delete cascade,
  foreign key (municipality_id, entry_id) references ledger_entries (municipality_id, entry_id) on delete cascade,
  foreign key (municipality_id, same_as) references copy_differences (municipality_id, difference_id)
    on delete set null (same_as),
  foreign key (municipality_id, state_by) references staff_members (municipality_id, staff_member_id)
);
create index copy_differences_by_identity on copy_differences (reconciliation_id, identity);
create index copy_differences_by_entry on copy_differences (municipality_id, entry_id);
create index copy_differences_by_resident on copy_differences (municipality_id, resident_digest);
create index copy_differences_same_as on copy_differences (same_as);

create function guard_copy_difference() returns trigger language plpgsql as $$
declare
  steps constant text[] := array['state', 'state_by', 'state_at', 'same_as'];
begin
  if to_jsonb(new) - steps <> to_jsonb(old) - steps then
    raise exception 'what was found stands' using errcode = 'YL004';
  end if;
  if new.state is distinct from old.state and exists (
    select from reconciliations r where r.municipality_id = new.municipality_id
      and r.reconciliation_id = new.reconciliation_id and r.closed_at is not null
  ) then
    raise exception 'the comparison is closed' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger copy_differences_guarded before update on copy_differences
  for each row execute function guard_copy_difference();

grant select, insert on copy_rules to yoshin_app;
-- Deleted by the end of retention alone.
grant select, insert, update, delete on reconciliations, copy_differences to yoshin_app;
grant usage on all sequences in schema yoshin to yoshin_app;
