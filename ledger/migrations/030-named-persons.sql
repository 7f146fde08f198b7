-- Whose sheet it is where no issued number says so: two people say it, and the register gets nobody from it before (ADR 0024).

-- The reason beside a word on field `person` of `keyings`; the word itself is that row.
alter table keyings add unique (municipality_id, keying_id);
create table person_words (
  keying_id uuid primary key,
  municipality_id text not null references municipalities,
  reason text check (reason <> ''),
  -- Residents of that name and birth date of whom it is said that they are somebody else.
  apart_from text[] not null,
  foreign key (municipality_id, keying_id) references keyings (municipality_id, keying_id)
);
create trigger person_words_append_only before update or delete or truncate on person_words
  for each statement execute function refuse_change();

create function guard_person_word() returns trigger language plpgsql as $$
begin
  if not exists (
    select from keyings where keying_id = new.keying_id
      and municipality_id = new.municipality_id and field_id = 'person'
  ) then
    raise exception 'a reason for a word on something else' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger person_words_guard before insert on person_words
  for each row execute function guard_person_word();

-- One natural person has one say in whose sheet it is.
create function guard_person_keying() returns trigger language plpgsql as $$
begin
  if exists (
    select from keyings where round_id = new.round_id and pass = new.pass and field_id = 'person'
      and staff_member_id = new.staff_member_id and purpose <> new.purpose and undone_at is null
  ) then
    raise exception 'one person cannot name the person twice' using errcode = 'YL002';
  end if;
  return new;
end $$;
create trigger keyings_of_person before insert on keyings
  for each row when (new.field_id = 'person') execute function guard_person_keying();

-- Whom two people named, for the entry that was written on it.
create table entry_persons (
  entry_id uuid primary key,
  municipality_id text not null references municipalities,
  resident_id text not null,
  -- `not_registered`: the resident was written with this entry, as 住登外.
  kind text not null check (kind in ('registered', 'not_registered')),
  named_by uuid not null,
  agreed_by uuid not null,
  named_keying_id uuid not null,
  -- Null where a third person settled it, and whoever approved the entry agreed by signing it.
  agreed_keying_id uuid,
  constraint person_named_by_two check (named_by <> agreed_by),
  foreign key (municipality_id, entry_id) references ledger_entries (municipality_id, entry_id),
  foreign key (municipality_id, resident_id) references residents (municipality_id, resident_id),
  foreign key (municipality_id, named_keying_id) references keyings (municipality_id, keying_id),
  foreign key (municipality_id, agreed_keying_id) references keyings (municipality_id, keying_id),
  foreign key (municipality_id, named_by) references staff_members (municipality_id, staff_member_id),
  foreign key (municipality_id, agreed_by) references staff_members (municipality_id, staff_member_id)
);
create unique index entry_persons_taken_in on entry_persons (municipality_id, resident_id)
  where kind = 'not_registered';
create trigger entry_persons_append_only before update or delete or truncate on entry_persons
  for each statement execute function refuse_change();

create function guard_entry_person() returns trigger language plpgsql as $$
declare
  entry ledger_entries%rowtype;
  word keyings%rowtype;
  agreed keyings%rowtype;
  said text;
begin
  if new.named_by = new.agreed_by then
    raise exception 'one person cannot name the person twice' using errcode = 'YL002';
  end if;
  select * into entry from ledger_entries where entry_id = new.entry_id;
  select * into word from keyings
    where keying_id = new.named_keying_id and round_id = entry.round_id and field_id = 'person'
      and answer = 'value' and undone_at is null and staff_member_id = new.named_by;
  said := case new.kind when 'registered' then 'resident:' || new.resident_id else new.kind end;
  if word.keying_id is null or word.value <> said then
    raise exception 'nobody named this person' using errcode = 'YL004';
  end if;
  if word.purpose = 'verify' then
    select * into agreed from keyings
      where keying_id = new.agreed_keying_id and round_id = entry.round_id and pass = entry.pass
        and field_id = 'person' and purpose = 'approve' and not shown and undone_at is null
        and staff_member_id = new.agreed_by;
    if word.staff_member_id <> entry.verified_by or agreed.value is distinct from word.value then
      raise exception 'two people did not name the same person' using errcode = 'YL004';
    end if;
  elsif word.purpose <> 'adjudicate' or word.pass <> entry.pass or new.agreed_by <> entry.approved_by then
    raise exception 'two people did not name the same person' using errcode = 'YL004';
  end if;
  if new.kind = 'not_registered' and not exists (
    select from residents where municipality_id = new.municipality_id
      and resident_id = new.resident_id and non_registered
  ) then
    raise exception 'taken in as 住登外 and not marked so' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger entry_persons_guard before insert on entry_persons
  for each row execute function guard_entry_person();

-- What an entry says of its person is what two people said, or what the number says.
create function guard_content_person() returns trigger language plpgsql as $$
begin
  if new.content @? '$.fields[*] ? (@.fieldId == "person")' and not exists (
    select from entry_persons where entry_id = new.entry_id and resident_id = new.resident_id
  ) then
    raise exception 'an entry of a person whom two people did not name' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger ledger_contents_person before insert on ledger_contents
  for each row execute function guard_content_person();

alter table master_changes drop constraint master_changes_origin_check;
alter table master_changes add check (origin in ('import', 'edit', 'review'));

grant select, insert on person_words, entry_persons to yoshin_app;
