-- 予防接種台帳: append-only, each entry a leaf of the municipality's RFC 6962 Merkle tree.
create table ledger_entries (
  entry_id uuid primary key,
  municipality_id text not null references municipalities,
  leaf_index bigint not null check (leaf_index >= 0),
  kind text not null check (kind in ('vaccinated', 'examined_only', 'corrected', 'voided')),
  sheet_id uuid not null,
  round_id uuid not null unique,
  pass integer not null,
  supersedes uuid unique,
  image_hash text not null,
  verify_purpose text not null default 'verify' check (verify_purpose = 'verify'),
  verify_signature_id uuid not null,
  verified_by uuid not null,
  approve_purpose text not null default 'approve' check (approve_purpose = 'approve'),
  approve_signature_id uuid not null,
  approved_by uuid not null,
  fencing_token bigint not null,
  engine_version text not null,
  rules_version text not null,
  -- Form template and its version, `jp-covid19-2021@1`.
  template text not null,
  -- item name → sha-256 of salt and item: reveals nothing, proves one item at a time.
  commitments jsonb not null,
  signatures_hash text not null,
  keyings_hash text not null,
  leaf_hash text not null check (leaf_hash ~ '^[0-9a-f]{64}$'),
  committed_at timestamptz(3) not null,
  unique (municipality_id, leaf_index),
  unique (municipality_id, entry_id),
  constraint two_different_people check (verified_by <> approved_by),
  check ((kind in ('corrected', 'voided')) = (supersedes is not null)),
  foreign key (municipality_id, supersedes) references ledger_entries (municipality_id, entry_id),
  foreign key (municipality_id, sheet_id, image_hash)
    references sheets (municipality_id, sheet_id, image_hash),
  foreign key (municipality_id, sheet_id, round_id, verify_signature_id, verify_purpose, verified_by, image_hash)
    references signatures (municipality_id, sheet_id, round_id, signature_id, purpose, staff_member_id, image_hash),
  foreign key (municipality_id, sheet_id, round_id, approve_signature_id, approve_purpose, approved_by, image_hash)
    references signatures (municipality_id, sheet_id, round_id, signature_id, purpose, staff_member_id, image_hash)
);
-- A sheet enters the ledger once; later entries supersede.
create unique index ledger_one_initial_entry on ledger_entries (sheet_id) where supersedes is null;

create table ledger_contents (
  entry_id uuid primary key,
  municipality_id text not null,
  resident_id text,
  content jsonb not null,
  salts jsonb not null,
  foreign key (municipality_id, entry_id) references ledger_entries (municipality_id, entry_id)
);
create index ledger_contents_by_resident on ledger_contents (municipality_id, resident_id);

create table ledger_checkpoints (
  municipality_id text not null references municipalities,
  tree_size bigint not null check (tree_size > 0),
  root_hash text not null,
  -- Roots of the perfect subtrees from left to right: enough to append without reading the leaves.
  frontier jsonb not null,
  key_id text not null,
  signature text not null,
  signed_at timestamptz(3) not null,
  primary key (municipality_id, tree_size)
);

create function guard_ledger_entry() returns trigger language plpgsql as $$
declare
  expected bigint;
  round review_rounds%rowtype;
begin
  perform pg_advisory_xact_lock(hashtext('yoshin.ledger.' || new.municipality_id));
  select coalesce(max(leaf_index) + 1, 0) into expected
    from ledger_entries where municipality_id = new.municipality_id;
  if new.leaf_index <> expected then
    raise exception 'leaf % expected, % given', expected, new.leaf_index using errcode = 'YL003';
  end if;
  select * into round from review_rounds where round_id = new.round_id for update;
  if round.amends_entry_id is distinct from new.supersedes or round.pass <> new.pass
     or round.state <> 'awaiting_approval'
     or (round.kind = 'correction') <> (new.kind = 'corrected')
     or (round.kind = 'void') <> (new.kind = 'voided') then
    raise exception 'the round does not lead to this entry' using errcode = 'YL004';
  end if;
  if exists (
    select from signatures where round_id = new.round_id
      and signature_id in (new.verify_signature_id, new.approve_signature_id) and pass <> new.pass
  ) then
    raise exception 'signature of an earlier pass' using errcode = 'YL004';
  end if;
  perform require_live_lease(new.round_id, new.fencing_token, new.approved_by, 'approve');
  return new;
end $$;
create trigger ledger_entries_guard before insert on ledger_entries
  for each row execute function guard_ledger_entry();

create trigger ledger_entries_append_only before update or delete or truncate on ledger_entries
  for each statement execute function refuse_change();
create trigger ledger_contents_append_only before update or delete or truncate on ledger_contents
  for each statement execute function refuse_change();
create trigger ledger_checkpoints_append_only before update or delete or truncate on ledger_checkpoints
  for each statement execute function refuse_change();
alter table review_rounds add foreign key (municipality_id, amends_entry_id)
  references ledger_entries (municipality_id, entry_id);
