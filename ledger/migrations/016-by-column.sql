-- One field of many sheets, confirmed as shown by somebody who need not sign for those sheets (ADR 0014).

-- What was shown of a sheet outside the sheet: whoever has seen a reading so is not unprejudiced for that field.
create table column_views (
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  round_id uuid not null,
  pass integer not null,
  field_id text not null,
  staff_member_id uuid not null,
  -- The reading beside the crop, and the image the crop was cut from.
  value text not null,
  image_hash text not null,
  viewed_at timestamptz not null,
  primary key (municipality_id, round_id, pass, field_id, staff_member_id, value),
  foreign key (municipality_id, sheet_id, round_id)
    references review_rounds (municipality_id, sheet_id, round_id),
  foreign key (municipality_id, sheet_id, image_hash)
    references sheets (municipality_id, sheet_id, image_hash),
  foreign key (municipality_id, staff_member_id)
    references staff_members (municipality_id, staff_member_id)
);

alter table keyings add unique (municipality_id, keying_id);
-- Keyings that count for whoever signs the verification; any other keying counts for its author alone.
create table column_words (
  keying_id uuid primary key,
  municipality_id text not null references municipalities,
  round_id uuid not null,
  pass integer not null,
  field_id text not null,
  staff_member_id uuid not null,
  value text not null,
  -- Nobody confirms what was not shown.
  foreign key (municipality_id, round_id, pass, field_id, staff_member_id, value)
    references column_views (municipality_id, round_id, pass, field_id, staff_member_id, value),
  foreign key (municipality_id, keying_id) references keyings (municipality_id, keying_id)
);
create index column_words_by_round on column_words (round_id, field_id);

create function guard_column_word() returns trigger language plpgsql as $$
declare
  keyed keyings%rowtype;
  read jsonb;
begin
  select * into keyed from keyings where keying_id = new.keying_id;
  if (keyed.round_id, keyed.pass, keyed.field_id, keyed.staff_member_id, keyed.value, keyed.municipality_id)
       is distinct from (new.round_id, new.pass, new.field_id, new.staff_member_id, new.value, new.municipality_id)
     or keyed.purpose <> 'verify' or keyed.undone_at is not null then
    raise exception 'the word is not the keying' using errcode = 'YL004';
  end if;
  if not exists (
    select from review_rounds where round_id = new.round_id and kind = 'initial' and pass = new.pass
      and pass = 1 and state = 'awaiting_verification' for update
  ) then
    raise exception 'only a first verification goes by column' using errcode = 'YL004';
  end if;
  select reading -> 'fields' -> new.field_id into read from sheet_readings
    where sheet_id = keyed.sheet_id order by read_at desc limit 1;
  if read ->> 'accepted' is distinct from 'true' or read ->> 'value' is distinct from new.value then
    raise exception 'only what the readers accepted is confirmed as shown' using errcode = 'YL004';
  end if;
  return new;
end $$;
create trigger column_words_guard before insert on column_words
  for each row execute function guard_column_word();
create trigger column_words_append_only before update or delete or truncate on column_words
  for each statement execute function refuse_change();
create trigger column_views_append_only before update or delete or truncate on column_views
  for each statement execute function refuse_change();

-- A word that others may rely on is taken back only while nobody has signed on it or holds the sheet.
create or replace function guard_keying_change() returns trigger language plpgsql as $$
begin
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

-- Whoever had a part in verification, by sheet or by column, signs neither as approver nor as third person.
create or replace function guard_signature() returns trigger language plpgsql as $$
begin
  perform require_live_lease(new.round_id, new.fencing_token, new.staff_member_id, new.purpose);
  if not exists (select from leases where round_id = new.round_id and shown_at is not null) then
    raise exception 'nobody signs what was not shown' using errcode = 'YL005';
  end if;
  if exists (
    select from signatures
    where round_id = new.round_id and pass = new.pass
      and staff_member_id = new.staff_member_id and purpose <> new.purpose
  ) then
    raise exception 'one person cannot sign twice' using errcode = 'YL002';
  end if;
  if exists (
    select from keyings k left join column_words c using (keying_id)
    where k.round_id = new.round_id and k.pass = new.pass
      and k.staff_member_id = new.staff_member_id and k.purpose <> new.purpose
      and (k.undone_at is null or c.keying_id is null)
  ) then
    raise exception 'one person cannot have two parts' using errcode = 'YL002';
  end if;
  return new;
end $$;

grant select, insert on column_views, column_words to yoshin_app;
