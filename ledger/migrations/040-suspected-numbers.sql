-- 個人番号 is never kept (ADR 0030): every page is looked through before anybody sees it, and what may be such a number is
-- masked at once, until a person says that it is one (it is erased) or that it is none (the page comes back).

-- What became of the look: `earlier` are the pages of before there was one.
alter table sheets add column screening text not null default 'earlier'
  check (screening in ('waiting', 'earlier', 'clear', 'suspected', 'erased', 'restored'));
alter table sheets alter column screening set default 'waiting';
update sheets set screening = 'waiting' where state = 'received';
create index sheets_unscreened on sheets (original_id) where screening in ('waiting', 'earlier');

insert into sheet_transitions values ('received', 'number_suspected'), ('number_suspected', 'received');

create or replace function sheet_is_open(state text) returns boolean language sql immutable
  return state in ('received', 'preprocessed', 'read', 'checked', 'in_review', 'awaiting_approval',
    'adjudication', 'unknown_form', 'number_suspected');

create table number_suspicions (
  suspicion_id uuid primary key,
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  -- The page as it came, in quarantine under its own key, and what everybody sees instead.
  page_blob_id uuid not null,
  page_hash text not null check (page_hash ~ '^[0-9a-f]{64}$'),
  masked_blob_id uuid not null,
  -- Where, in pixels of the page: [{left, top, width, height}]. Never what.
  areas jsonb not null check (jsonb_typeof(areas) = 'array' and jsonb_array_length(areas) > 0),
  found_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'confirmed', 'restored')),
  decided_by uuid references accounts,
  decided_at timestamptz,
  check ((state = 'waiting') = (decided_at is null)),
  check ((decided_at is null) = (decided_by is null)),
  foreign key (municipality_id, sheet_id) references sheets (municipality_id, sheet_id),
  foreign key (municipality_id, page_blob_id) references blobs (municipality_id, blob_id),
  foreign key (municipality_id, masked_blob_id) references blobs (municipality_id, blob_id)
);
create unique index number_suspicions_waiting on number_suspicions (sheet_id) where state = 'waiting';
create index number_suspicions_by_state on number_suspicions (municipality_id, state, found_at);
grant select, insert, update on number_suspicions to yoshin_app;

-- Decided once. Confirmed only when the page it stood on cannot be opened any more.
create function guard_suspicion() returns trigger language plpgsql as $$
begin
  if old.state <> 'waiting' or to_jsonb(new) - array['state', 'decided_by', 'decided_at']
     <> to_jsonb(old) - array['state', 'decided_by', 'decided_at'] then
    raise exception 'a suspicion is decided once' using errcode = 'restrict_violation';
  end if;
  if new.state = 'confirmed' and exists (
    select from blobs where blob_id = new.page_blob_id and wrapped_key is not null
  ) then
    raise exception 'the page with the number can still be opened' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger number_suspicions_guard before update on number_suspicions
  for each row execute function guard_suspicion();
create trigger number_suspicions_stay before delete on number_suspicions
  for each row execute function refuse_change();

-- What was erased stays erased.
create function guard_blob() returns trigger language plpgsql as $$
begin
  if old.wrapped_key is null and new.wrapped_key is not null then
    raise exception 'an erased key does not come back' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger blobs_guard before update on blobs for each row execute function guard_blob();

-- A sheet keeps its image, but for the masking of a suspected number and its taking back.
create or replace function guard_sheet() returns trigger language plpgsql as $$
begin
  if new.original_id <> old.original_id or new.page_number <> old.page_number
     or new.municipality_id <> old.municipality_id
     or ((new.image_hash <> old.image_hash or new.blob_id <> old.blob_id) and not exists (
       select from number_suspicions
       where sheet_id = old.sheet_id
         and case old.state || ' ' || new.state
           when 'received number_suspected' then
             state = 'waiting' and page_blob_id = old.blob_id and masked_blob_id = new.blob_id
           when 'number_suspected received' then
             state = 'restored' and masked_blob_id = old.blob_id and page_blob_id = new.blob_id
             and page_hash = new.image_hash
           else false end
     )) then
    raise exception 'a sheet keeps its image and origin' using errcode = 'restrict_violation';
  end if;
  if new.state <> old.state and not exists (
    select from sheet_transitions where from_state = old.state and to_state = new.state
  ) then
    raise exception 'no way for a sheet from % to %', old.state, new.state
      using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger number_suspicions_announce_new after insert on number_suspicions referencing new table as changed
  for each statement execute function announce_kind('numbers');
create trigger number_suspicions_announce after update on number_suspicions referencing new table as changed
  for each statement execute function announce_kind('numbers');
