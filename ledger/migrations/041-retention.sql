-- What is kept no longer than it may be (ADR 0031): rules of the municipality, a plan, two people, and then no content, no salt, no key.

-- Which part of what is kept, from which day it is counted, and for how many years. The newest row of a kind holds; `null`
-- years: kept until a rule says otherwise. Where there is none, `rules/retention.ts` says.
create table retention_rules (
  retention_rule_id bigint generated always as identity primary key,
  municipality_id text not null references municipalities,
  kind text not null check (kind in (
    'record', 'sheet', 'earlier_dose', 'override', 'register', 'master_history', 'audit_terms')),
  basis text not null check (basis <> ''),
  years integer check (years between 1 and 100),
  -- The provision it rests on: 文書管理規程, 施行令.
  grounds text not null check (grounds <> ''),
  account_id uuid not null references accounts,
  set_at timestamptz not null
);
create index retention_rules_newest on retention_rules (municipality_id, kind, retention_rule_id desc);
create trigger retention_rules_append_only before update or delete or truncate on retention_rules
  for each statement execute function refuse_change();

create table disposals (
  disposal_id uuid primary key,
  municipality_id text not null references municipalities,
  disposal_number bigint not null check (disposal_number > 0),
  state text not null check (state in ('requested', 'approved', 'refused', 'withdrawn', 'done')),
  -- What is over before this day, by these rules: [{kind, basis, years}].
  as_of date not null,
  rules jsonb not null,
  reason text not null check (reason <> ''),
  requested_by uuid not null,
  requested_at timestamptz(3) not null,
  decided_by uuid,
  decided_at timestamptz(3),
  decision_reason text,
  -- What was approved, signed with the ledger's key: `verify` takes for erased what stands here, and nothing else.
  statement text,
  key_id text,
  signature text,
  finished_at timestamptz(3),
  unique (municipality_id, disposal_id),
  unique (municipality_id, disposal_number),
  check (num_nonnulls(decided_by, decided_at, decision_reason) in (0, 3)),
  check ((state in ('approved', 'done')) = (num_nonnulls(statement, key_id, signature) = 3)),
  check ((state = 'done') = (finished_at is not null)),
  foreign key (municipality_id, requested_by) references staff_members (municipality_id, staff_member_id),
  foreign key (municipality_id, decided_by) references staff_members (municipality_id, staff_member_id)
);
create unique index disposals_one_at_a_time on disposals (municipality_id) where state in ('requested', 'approved');

create table disposal_items (
  municipality_id text not null references municipalities,
  disposal_id uuid not null,
  kind text not null,
  -- A sheet, an override, a resident; the last day of what is told by its day alone. A resident is forgotten with the item.
  item_id text not null,
  -- The last day it was to be kept.
  due_on date not null,
  quantity integer not null check (quantity > 0),
  -- Why whoever asked wants it kept for now.
  left_out text check (left_out <> ''),
  erased_at timestamptz(3),
  -- It was due when it was asked for and is not any more.
  spared_at timestamptz(3),
  primary key (municipality_id, disposal_id, kind, item_id),
  check (num_nonnulls(left_out, erased_at, spared_at) <= 1),
  foreign key (municipality_id, disposal_id) references disposals (municipality_id, disposal_id)
);
create index disposal_items_of on disposal_items (municipality_id, kind, item_id);

create function guard_disposal() returns trigger language plpgsql as $$
declare
  decision constant text[] := array['state', 'decided_by', 'decided_at', 'decision_reason', 'statement', 'key_id',
    'signature', 'finished_at'];
begin
  if tg_op = 'INSERT' then
    if new.state <> 'requested' or new.decided_at is not null then
      raise exception 'a disposal begins with being asked for' using errcode = 'YL004';
    end if;
    return new;
  end if;
  if to_jsonb(new) - decision <> to_jsonb(old) - decision
     or old.decided_at is not null and (new.decided_by, new.decided_at, new.decision_reason, new.statement, new.signature)
       is distinct from (old.decided_by, old.decided_at, old.decision_reason, old.statement, old.signature)
     or (old.state, new.state) not in (('requested', 'approved'), ('requested', 'refused'), ('requested', 'withdrawn'),
       ('approved', 'done')) then
    raise exception 'what was said of a disposal stands' using errcode = 'YL004';
  end if;
  if new.state in ('approved', 'refused') and new.decided_by is null then
    raise exception 'nobody decided' using errcode = 'YL004';
  end if;
  -- Natural persons.
  if new.decided_by = new.requested_by then
    raise exception 'nobody approves what they asked for' using errcode = 'YL002';
  end if;
  if new.state = 'done' and exists (
    select from disposal_items where disposal_id = new.disposal_id
      and left_out is null and erased_at is null and spared_at is null
  ) then
    raise exception 'not everything was dealt with' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger disposals_guarded before insert or update on disposals
  for each row execute function guard_disposal();
create trigger disposals_kept before delete or truncate on disposals
  for each statement execute function refuse_change();

create function guard_disposal_item() returns trigger language plpgsql as $$
declare
  outcome constant text[] := array['erased_at', 'spared_at'];
  stands text;
begin
  select state into stands from disposals where disposal_id = new.disposal_id;
  if tg_op = 'INSERT' then
    if stands <> 'requested' or new.erased_at is not null or new.spared_at is not null then
      raise exception 'a disposal is asked for whole' using errcode = 'YL004';
    end if;
    return new;
  end if;
  if stands <> 'approved' or old.left_out is not null or old.erased_at is not null or old.spared_at is not null
     or to_jsonb(new) - outcome - 'item_id' <> to_jsonb(old) - outcome - 'item_id'
     or new.item_id <> old.item_id and (new.erased_at is null or old.kind not in ('register', 'earlier_dose')) then
    raise exception 'only what was approved, and once' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger disposal_items_guarded before insert or update on disposal_items
  for each row execute function guard_disposal_item();
create trigger disposal_items_kept before delete or truncate on disposal_items
  for each statement execute function refuse_change();

create function is_being_disposed(municipality text, kinds text[], item text) returns boolean language sql stable as $$
  select exists (
    select from disposal_items i join disposals d using (municipality_id, disposal_id)
    where i.municipality_id = municipality and i.kind = any(kinds) and i.item_id = item
      and i.left_out is null and i.erased_at is null and i.spared_at is null and d.state = 'approved')
$$;

create function sheet_of_row(named text, line jsonb) returns text language sql stable as $$
  select case
    when line ? 'sheet_id' then line ->> 'sheet_id'
    when named in ('ledger_contents', 'entry_persons') then
      (select sheet_id::text from ledger_entries where entry_id = (line ->> 'entry_id')::uuid)
    when named = 'column_words' then
      (select sheet_id::text from review_rounds where round_id = (line ->> 'round_id')::uuid)
    when named = 'person_words' then
      (select sheet_id::text from keyings where keying_id = (line ->> 'keying_id')::uuid)
    when named = 'reading_crops' then
      (select sheet_id::text from sheet_readings where reading_id = (line ->> 'reading_id')::uuid)
  end
$$;

-- In the place of `refuse_change` where something of a person is written. Arguments: columns that erasure empties; without any it
-- takes the row.
create function refuse_change_but_disposal() returns trigger language plpgsql as $$
declare
  emptied jsonb;
begin
  if is_being_disposed(old.municipality_id, array['record', 'sheet'], sheet_of_row(tg_table_name, to_jsonb(old))) then
    if tg_op = 'DELETE' and tg_nargs = 0 then
      return old;
    end if;
    if tg_op = 'UPDATE' and tg_nargs > 0 and to_jsonb(new) - tg_argv = to_jsonb(old) - tg_argv then
      select jsonb_object_agg(each.key, each.value) into emptied from jsonb_each(to_jsonb(new)) each
        where each.key = any(tg_argv) and each.value not in ('null', '""', '{}');
      if emptied is null then
        return new;
      end if;
    end if;
  end if;
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;

do $$
declare
  one record;
begin
  for one in select * from (values
    ('ledger_contents', 'ledger_contents_append_only', ''),
    ('entry_persons', 'entry_persons_append_only', ''),
    ('person_words', 'person_words_append_only', ''),
    ('column_words', 'column_words_append_only', ''),
    ('column_views', 'column_views_append_only', ''),
    ('practice_steps', 'practice_steps_append_only', ''),
    ('signatures', 'signatures_append_only', 'resident_id, salt'),
    ('sheet_events', 'sheet_events_append_only', 'detail'),
    ('review_steps', 'review_steps_append_only', 'words')) tables(named, before, emptied)
  loop
    execute format('drop trigger %I on %I', one.before, one.named);
    execute format('create trigger %1$s_until_disposed before update or delete on %1$I
      for each row execute function refuse_change_but_disposal(%2$s)', one.named, one.emptied);
    execute format('create trigger %1$s_not_at_once before truncate on %1$I
      for each statement execute function refuse_change()', one.named);
  end loop;
end $$;

-- The program could delete none of these; now it can, of what is disposed of.
create trigger sheet_readings_until_disposed before delete on sheet_readings
  for each row when (current_user = 'yoshin_app') execute function refuse_change_but_disposal();
create trigger reading_crops_until_disposed before delete on reading_crops
  for each row when (current_user = 'yoshin_app') execute function refuse_change_but_disposal();

-- What is hidden in an entry's hash of its signatures cannot be guessed once salt and number are gone. Older rows have none.
alter table signatures add column salt text;
alter table signatures alter column salt
  set default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');

-- Words that were keyed go with the sheet.
create or replace function guard_keying_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and is_being_disposed(old.municipality_id, array['record', 'sheet'], old.sheet_id::text) then
    return old;
  end if;
  if tg_op = 'UPDATE' and old.undone_at is null and new.undone_at is not null
     and to_jsonb(new) - 'undone_at' = to_jsonb(old) - 'undone_at' then
    if exists (select from column_words where keying_id = old.keying_id) then
      if not exists (
        select from review_rounds
        where round_id = old.round_id and state = 'awaiting_verification' for update
      ) then
        raise exception 'somebody has signed on this word' using errcode = 'YL004';
      end if;
      if exists (
        select from leases where round_id = old.round_id and expires_at > clock_timestamp()
          and staff_member_id <> old.staff_member_id
      ) then
        raise exception 'somebody else holds the sheet' using errcode = 'YL001';
      end if;
    end if;
    return new;
  end if;
  raise exception 'keyings is append-only: % refused', tg_op using errcode = 'restrict_violation';
end $$;

-- Of a sample stays how often there was an error, not what it was.
create or replace function guard_sampled_field() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.keyed_at is not null or new.decided_at is not null then
      raise exception 'a sample begins with nothing said' using errcode = 'YL004';
    end if;
    if not exists (select from ledger_entries where entry_id = new.entry_id and sheet_id = new.sheet_id) then
      raise exception 'the entry is of another sheet' using errcode = 'YL004';
    end if;
    return new;
  end if;
  if new.value is null and coalesce(new.reason, '') = ''
     and to_jsonb(new) - array['value', 'reason'] = to_jsonb(old) - array['value', 'reason']
     and is_being_disposed(old.municipality_id, array['record'], old.sheet_id::text) then
    return new;
  end if;
  if old.keyed_at is not null and (new.keyed_by, new.keyed_at, new.answer, new.value, new.agrees)
       is distinct from (old.keyed_by, old.keyed_at, old.answer, old.value, old.agrees)
     or old.decided_at is not null then
    raise exception 'what was said of a sample stands' using errcode = 'YL004';
  end if;
  if new.keyed_by is not null and old.keyed_by is null
     and exists (select from keyings where sheet_id = new.sheet_id and staff_member_id = new.keyed_by)
     or exists (select from signatures where sheet_id = new.sheet_id
       and staff_member_id in (new.keyed_by, new.decided_by)) then
    raise exception 'has had a part in this sheet' using errcode = 'YL002';
  end if;
  if new.decided_by = new.keyed_by then
    raise exception 'nobody settles their own word' using errcode = 'YL002';
  end if;
  return new;
end $$;

-- What nobody came to say, or to settle, can be said by nobody any more.
create function refuse_settled_sample() returns trigger language plpgsql as $$
begin
  if is_being_disposed(old.municipality_id, array['record'], old.sheet_id::text)
     and old.decision is null and old.agrees is not true then
    return old;
  end if;
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
create trigger sampled_fields_until_disposed before delete on sampled_fields
  for each row when (current_user = 'yoshin_app') execute function refuse_settled_sample();

-- A sheet that was disposed of is a number and a hash: nothing is done with it any more.
alter table sheets add column erased_at timestamptz(3);
create function guard_erased_sheet() returns trigger language plpgsql as $$
begin
  if old.erased_at is not null then
    raise exception 'this sheet was disposed of' using errcode = 'YL008';
  end if;
  if new.erased_at is not null
     and not is_being_disposed(old.municipality_id, array['record', 'sheet'], old.sheet_id::text) then
    raise exception 'nobody approved the disposal of this sheet' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger sheets_erased before update on sheets for each row
  when (old.erased_at is not null or new.erased_at is not null)
  execute function guard_erased_sheet();
create function guard_round_of_erased() returns trigger language plpgsql as $$
begin
  if exists (select from sheets where sheet_id = new.sheet_id and erased_at is not null) then
    raise exception 'this sheet was disposed of' using errcode = 'YL008';
  end if;
  return new;
end $$;
create trigger review_rounds_not_of_erased before insert on review_rounds
  for each row execute function guard_round_of_erased();

-- The history of a master goes with its person, or when its own time is over.
create function guard_master_change() returns trigger language plpgsql as $$
declare
  whose text := coalesce(old.before, old.after) ->> 'resident_id';
begin
  if tg_op = 'DELETE' and (
    whose is not null and old.master in ('residents', 'issued_tickets')
      and is_being_disposed(old.municipality_id, array['register'], whose)
    or whose is not null and old.master = 'earlier_doses'
      and is_being_disposed(old.municipality_id, array['register', 'earlier_dose'], whose)
    or is_being_disposed(old.municipality_id, array['master_history'],
      (select max(item_id) from disposal_items i join disposals d using (municipality_id, disposal_id)
       where i.municipality_id = old.municipality_id and i.kind = 'master_history' and d.state = 'approved'
         and i.item_id::date >= (old.changed_at at time zone 'Asia/Tokyo')::date))
  ) then
    return old;
  end if;
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
drop trigger master_changes_append_only on master_changes;
create trigger master_changes_until_disposed before update or delete on master_changes
  for each row execute function guard_master_change();
create trigger master_changes_not_at_once before truncate on master_changes
  for each statement execute function refuse_change();
create index master_changes_of_resident on master_changes (municipality_id, (coalesce(before, after) ->> 'resident_id'));

create function guard_override_disposal() returns trigger language plpgsql as $$
begin
  if is_being_disposed(old.municipality_id, array['override'], old.override_id::text)
     or is_being_disposed(old.municipality_id, array['register'], old.resident_id) then
    return old;
  end if;
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
drop trigger dose_overrides_kept on dose_overrides;
create trigger dose_overrides_until_disposed before delete on dose_overrides
  for each row execute function guard_override_disposal();
create trigger dose_overrides_not_at_once before truncate on dose_overrides
  for each statement execute function refuse_change();

grant select, insert on retention_rules to yoshin_app;
grant select, insert, update on disposals to yoshin_app;
grant select, insert, update on disposal_items to yoshin_app;
grant delete on ledger_contents, entry_persons, person_words, column_words, column_views, practice_steps, keyings,
  sheet_readings, reading_crops, master_changes, dose_overrides, sampled_fields to yoshin_app;
grant update (resident_id, salt) on signatures to yoshin_app;
grant update (detail) on sheet_events to yoshin_app;
grant update (words) on review_steps to yoshin_app;
grant usage on all sequences in schema yoshin to yoshin_app;

create trigger disposals_announce_new after insert on disposals referencing new table as changed
  for each statement execute function announce_kind('disposals');
create trigger disposals_announce after update on disposals referencing new table as changed
  for each statement execute function announce_kind('disposals');
