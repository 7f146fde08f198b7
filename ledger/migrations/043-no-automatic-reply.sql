-- 自動応答不可 (ADR 0033): the 中間サーバー does not answer by itself about whoever is marked so. Asked for by one member of staff
-- and decided by another; from the moment it is asked for it counts, until it is refused or lifted, each by two people. Nothing here
-- says anything of what happened to the person but the kind of reason.
create table reply_marks (
  mark_id uuid primary key,
  municipality_id text not null references municipalities,
  resident_id text not null,
  reason text not null check (reason in ('support_measures', 'court_order', 'child_protection', 'other_protection')),
  -- Days on which it holds, both included; open where there is none.
  from_day date,
  to_day date,
  asked_account uuid not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  decided_account uuid,
  decided_by uuid,
  decided_at timestamptz,
  decision text check (decision in ('confirmed', 'refused')),
  -- Set by a confirmed lift alone.
  lifted_at timestamptz,
  unique (municipality_id, mark_id),
  check (from_day <= to_day),
  check (num_nonnulls(decided_account, decided_by, decided_at, decision) in (0, 4)),
  constraint mark_decided_by_another_person check (decided_by <> asked_by),
  foreign key (municipality_id, resident_id) references residents,
  foreign key (municipality_id, asked_account, asked_by)
    references accounts (municipality_id, account_id, staff_member_id),
  foreign key (municipality_id, decided_account, decided_by)
    references accounts (municipality_id, account_id, staff_member_id)
);
create index reply_marks_by_resident on reply_marks (municipality_id, resident_id);
create index reply_marks_by_time on reply_marks (municipality_id, asked_at desc);

-- Ending a mark that was confirmed. One that is refused leaves it as it is; another may be asked for.
create table reply_mark_lifts (
  lift_id uuid primary key,
  municipality_id text not null references municipalities,
  mark_id uuid not null,
  asked_account uuid not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  decided_account uuid,
  decided_by uuid,
  decided_at timestamptz,
  decision text check (decision in ('confirmed', 'refused')),
  check (num_nonnulls(decided_account, decided_by, decided_at, decision) in (0, 4)),
  constraint lift_decided_by_another_person check (decided_by <> asked_by),
  -- What is erased of a person goes with the mark.
  foreign key (municipality_id, mark_id) references reply_marks (municipality_id, mark_id) on delete cascade,
  foreign key (municipality_id, asked_account, asked_by)
    references accounts (municipality_id, account_id, staff_member_id),
  foreign key (municipality_id, decided_account, decided_by)
    references accounts (municipality_id, account_id, staff_member_id)
);
create unique index reply_mark_lifts_open on reply_mark_lifts (mark_id) where decided_at is null;
create index reply_mark_lifts_of_mark on reply_mark_lifts (municipality_id, mark_id, asked_at);

-- Of both tables: what was asked stands, it is decided once, and by somebody else.
create function guard_two_person_step() returns trigger language plpgsql as $$
declare
  steps constant text[] := array['decided_account', 'decided_by', 'decided_at', 'decision', 'lifted_at'];
begin
  if tg_op = 'INSERT' then
    if new.decided_at is not null then
      raise exception 'what is asked for is not decided yet' using errcode = 'YL004';
    end if;
    return new;
  end if;
  if to_jsonb(new) - steps <> to_jsonb(old) - steps
     or old.decided_at is not null and (new.decided_account, new.decided_by, new.decided_at, new.decision)
       is distinct from (old.decided_account, old.decided_by, old.decided_at, old.decision) then
    raise exception 'what was asked and decided stands' using errcode = 'YL004';
  end if;
  if new.decided_by = new.asked_by then
    raise exception 'nobody decides on what they asked for' using errcode = 'YL002';
  end if;
  return new;
end $$;
create trigger reply_marks_guarded before insert or update on reply_marks
  for each row execute function guard_two_person_step();
create trigger reply_mark_lifts_guarded before insert or update on reply_mark_lifts
  for each row execute function guard_two_person_step();

create function guard_lifting() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.lifted_at is not null
     or tg_op = 'UPDATE' and new.lifted_at is distinct from old.lifted_at
       and (old.lifted_at is not null or not exists (
         select from reply_mark_lifts l where l.municipality_id = new.municipality_id and l.mark_id = new.mark_id
           and l.decision = 'confirmed' and l.decided_at = new.lifted_at)) then
    raise exception 'a mark is lifted by two people' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger reply_marks_lifted_by_two before insert or update on reply_marks
  for each row execute function guard_lifting();

create function guard_asking_to_lift() returns trigger language plpgsql as $$
begin
  perform from reply_marks m where m.municipality_id = new.municipality_id and m.mark_id = new.mark_id
    and m.decision = 'confirmed' and m.lifted_at is null for update;
  if not found then
    raise exception 'only what was confirmed and stands is lifted' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger reply_mark_lifts_of_standing before insert on reply_mark_lifts
  for each row execute function guard_asking_to_lift();

create function lift_mark() returns trigger language plpgsql as $$
begin
  update reply_marks set lifted_at = new.decided_at
    where municipality_id = new.municipality_id and mark_id = new.mark_id;
  return null;
end $$;
create trigger reply_mark_lifts_take_effect after update on reply_mark_lifts
  for each row when (new.decision = 'confirmed' and old.decision is null) execute function lift_mark();

-- Deleted by the end of retention alone, with everything else of the person.
grant select, insert, update, delete on reply_marks, reply_mark_lifts to yoshin_app;

-- How many persons in an output are marked, as counted last: when it was asked for, decided on, written. Who approves and who checks
-- says that number, or the output goes no further.
alter table exports add column marked_persons integer not null default 0 check (marked_persons >= 0);
alter table exports add column decided_marked integer;
alter table exports add column checked_marked integer;

create function guard_export_marks() returns trigger language plpgsql as $$
begin
  if old.written_by is not null and new.marked_persons <> old.marked_persons then
    raise exception 'what was counted in the file stands' using errcode = 'YL004';
  end if;
  if old.state = 'requested' and new.state = 'approved' and new.decided_marked is distinct from new.marked_persons
     or old.state = 'written' and new.state = 'released' and new.checked_marked is distinct from new.marked_persons then
    raise exception 'those who are marked have not been taken note of' using errcode = 'YL007';
  end if;
  return new;
end $$;
create trigger exports_marks_guarded before update on exports
  for each row execute function guard_export_marks();
