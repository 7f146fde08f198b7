-- 出力簿: what leaves the ledger in files, for what, to whom, who let it go and when it was erased (ADR 0029).
-- Set by administrators, who put nothing out themselves. The newest row holds; without one everything needs approval.
create table export_rules (
  export_rule_id bigint generated always as identity primary key,
  municipality_id text not null references municipalities,
  -- From so many entries on a second person approves beforehand; 1 is always.
  approval_from integer not null check (approval_from >= 1),
  -- So many days after its release a file can be fetched; then it is erased.
  keep_days integer not null check (keep_days between 1 and 31),
  account_id uuid not null references accounts,
  set_at timestamptz not null
);
create index export_rules_newest on export_rules (municipality_id, export_rule_id desc);
create trigger export_rules_append_only before update or delete or truncate on export_rules
  for each statement execute function refuse_change();

create table exports (
  export_id uuid primary key,
  municipality_id text not null references municipalities,
  export_number bigint not null check (export_number > 0),
  state text not null check (state in (
    'requested', 'approved', 'refused', 'withdrawn', 'failed', 'written', 'rejected', 'released', 'erased')),
  purpose text not null check (purpose <> ''),
  recipient text not null check (recipient <> ''),
  -- The whole profile as it was when it was asked for: what is approved is what is written.
  profile jsonb not null,
  filter jsonb not null,
  leave_out boolean not null,
  -- The ledger up to this leaf, whatever is committed later; its root is in the checkpoint of that size.
  tree_size bigint not null,
  root_hash text not null,
  entries integer not null check (entries > 0),
  needs_approval boolean not null,
  requested_by uuid not null,
  requested_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  decision_reason text,
  written_by uuid,
  written_at timestamptz,
  rows integer,
  written_entries integer,
  left_out integer,
  substituted integer,
  content_hash text check (content_hash ~ '^[0-9a-f]{64}$'),
  byte_size bigint,
  file_blob_id uuid,
  checked_by uuid,
  checked_at timestamptz,
  checked_lines integer[],
  check_reason text,
  expires_at timestamptz,
  archive_hash text check (archive_hash ~ '^[0-9a-f]{64}$'),
  archive_byte_size bigint,
  archive_blob_id uuid,
  archived_at timestamptz,
  downloads integer not null default 0,
  downloaded_at timestamptz,
  -- `null` beside `erased_at`: by the program, when its time was over.
  erased_by uuid,
  erased_at timestamptz,
  erase_reason text,
  unique (municipality_id, export_id),
  unique (municipality_id, export_number),
  check (num_nonnulls(decided_by, decided_at, decision_reason) in (0, 3)),
  check (num_nonnulls(written_by, written_at, rows, written_entries, left_out, substituted,
    content_hash, byte_size, file_blob_id) in (0, 9)),
  check (num_nonnulls(checked_by, checked_at, checked_lines) in (0, 3)),
  check (num_nonnulls(archive_hash, archive_byte_size, archive_blob_id, archived_at) in (0, 4)),
  foreign key (municipality_id, requested_by) references staff_members (municipality_id, staff_member_id),
  foreign key (municipality_id, decided_by) references staff_members (municipality_id, staff_member_id),
  foreign key (municipality_id, written_by) references staff_members (municipality_id, staff_member_id),
  foreign key (municipality_id, checked_by) references staff_members (municipality_id, staff_member_id),
  foreign key (municipality_id, erased_by) references staff_members (municipality_id, staff_member_id),
  foreign key (municipality_id, file_blob_id) references blobs (municipality_id, blob_id),
  foreign key (municipality_id, archive_blob_id) references blobs (municipality_id, blob_id)
);
create index exports_to_erase on exports (expires_at) where state = 'released';

create function guard_export() returns trigger language plpgsql as $$
declare
  approval_from integer;
begin
  if tg_op = 'INSERT' then
    select r.approval_from into approval_from from export_rules r
      where r.municipality_id = new.municipality_id order by r.export_rule_id desc limit 1;
    if new.needs_approval is distinct from (new.entries >= coalesce(approval_from, 1))
       or new.state <> (case when new.needs_approval then 'requested' else 'approved' end)
       or num_nonnulls(new.decided_by, new.written_by, new.checked_by, new.archived_at, new.erased_at) > 0 then
      raise exception 'an output begins with being asked for' using errcode = 'YL004';
    end if;
    return new;
  end if;
  if (new.export_id, new.municipality_id, new.export_number, new.purpose, new.recipient, new.profile, new.filter,
      new.leave_out, new.tree_size, new.root_hash, new.entries, new.needs_approval, new.requested_by,
      new.requested_at)
     is distinct from
     (old.export_id, old.municipality_id, old.export_number, old.purpose, old.recipient, old.profile, old.filter,
      old.leave_out, old.tree_size, old.root_hash, old.entries, old.needs_approval, old.requested_by,
      old.requested_at)
     or old.decided_by is not null and (new.decided_by, new.decided_at, new.decision_reason)
       is distinct from (old.decided_by, old.decided_at, old.decision_reason)
     or old.written_by is not null and (new.written_by, new.written_at, new.rows, new.content_hash, new.file_blob_id)
       is distinct from (old.written_by, old.written_at, old.rows, old.content_hash, old.file_blob_id)
     or old.checked_by is not null and (new.checked_by, new.checked_at, new.checked_lines, new.expires_at)
       is distinct from (old.checked_by, old.checked_at, old.checked_lines, old.expires_at)
     or old.erased_at is not null then
    raise exception 'what was said of an output stands' using errcode = 'YL004';
  end if;
  if new.state <> old.state and (old.state, new.state) not in (
       ('requested', 'approved'), ('requested', 'refused'), ('requested', 'withdrawn'),
       ('approved', 'written'), ('approved', 'failed'), ('approved', 'withdrawn'),
       ('written', 'released'), ('written', 'rejected'), ('written', 'withdrawn'), ('released', 'erased')) then
    raise exception 'no way from % to %', old.state, new.state using errcode = 'YL004';
  end if;
  if new.state in ('approved', 'refused') and old.state = 'requested' and new.decided_by is null
     or new.state = 'written' and (new.written_by is null or new.needs_approval and new.decided_by is null)
     or new.state in ('released', 'rejected') and new.checked_by is null
     or new.state = 'released' and new.expires_at is null
     or new.archived_at is distinct from old.archived_at
       and (new.state <> 'released' or old.expires_at <= new.archived_at)
     or new.state = 'erased' and new.erased_at is null then
    raise exception 'a step of the output is missing' using errcode = 'YL004';
  end if;
  -- Natural persons: whoever asked or wrote does not approve, and whoever had any part does not check.
  if new.decided_by = new.requested_by
     or new.checked_by in (new.requested_by, new.written_by)
     or new.checked_by = new.decided_by then
    raise exception 'one person cannot take two parts of an output' using errcode = 'YL002';
  end if;
  return new;
end $$;
create trigger exports_guarded before insert or update on exports
  for each row execute function guard_export();
create trigger exports_kept before delete or truncate on exports
  for each statement execute function refuse_change();

-- Where a file went on a medium, and when that was wiped: 使用と消去の記録.
create table export_media (
  export_media_id uuid primary key,
  municipality_id text not null references municipalities,
  export_id uuid not null,
  medium text not null check (medium <> ''),
  used_by uuid not null,
  used_at timestamptz not null,
  wiped_how text,
  wiped_by uuid,
  wiped_at timestamptz,
  check (num_nonnulls(wiped_how, wiped_by, wiped_at) in (0, 3)),
  foreign key (municipality_id, export_id) references exports (municipality_id, export_id),
  foreign key (municipality_id, used_by) references staff_members (municipality_id, staff_member_id),
  foreign key (municipality_id, wiped_by) references staff_members (municipality_id, staff_member_id)
);
create index export_media_of_export on export_media (municipality_id, export_id);

create function guard_export_media() returns trigger language plpgsql as $$
begin
  if old.wiped_at is not null
     or (new.export_media_id, new.municipality_id, new.export_id, new.medium, new.used_by, new.used_at)
       is distinct from
       (old.export_media_id, old.municipality_id, old.export_id, old.medium, old.used_by, old.used_at) then
    raise exception 'what was said of a medium stands' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger export_media_guarded before update on export_media
  for each row execute function guard_export_media();
create trigger export_media_kept before delete or truncate on export_media
  for each statement execute function refuse_change();

grant select, insert on export_rules to yoshin_app;
grant select, insert, update on exports, export_media to yoshin_app;
grant usage on all sequences in schema yoshin to yoshin_app;
