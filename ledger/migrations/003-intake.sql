-- Batches, the files they came in, the sheets found in them, and everything that ever happened to a sheet.
create table batches (
  batch_id uuid primary key,
  municipality_id text not null references municipalities,
  label text not null check (label <> ''),
  institution_code text,
  month text check (month ~ '^\d{4}-\d{2}$'),
  declared_sheets integer check (declared_sheets >= 0),
  state text not null check (state in ('open', 'closed')),
  closed_reason text,
  created_by uuid references accounts,
  created_at timestamptz not null,
  closed_by uuid references accounts,
  closed_at timestamptz,
  unique (municipality_id, batch_id),
  check ((state = 'closed') = (closed_at is not null))
);

-- An encrypted file in the blob store. Its key is wrapped here: erasing the key erases the image.
create table blobs (
  blob_id uuid primary key,
  municipality_id text not null references municipalities,
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  byte_size bigint not null,
  media_type text not null,
  wrapped_key text,
  key_id text not null,
  storage_name text not null,
  created_at timestamptz not null,
  erased_at timestamptz,
  unique (municipality_id, blob_id),
  check ((wrapped_key is null) = (erased_at is not null))
);

create table originals (
  original_id uuid primary key,
  municipality_id text not null references municipalities,
  batch_id uuid not null,
  blob_id uuid not null,
  content_hash text not null,
  file_name text not null,
  byte_size bigint not null,
  media_type text,
  state text not null check (state in ('received', 'split', 'refused', 'duplicate', 'discarded')),
  error_code text,
  discard_reason text,
  duplicate_of uuid,
  received_by uuid references accounts,
  received_at timestamptz not null,
  unique (municipality_id, original_id),
  foreign key (municipality_id, batch_id) references batches (municipality_id, batch_id),
  foreign key (municipality_id, blob_id) references blobs (municipality_id, blob_id),
  foreign key (municipality_id, duplicate_of) references originals (municipality_id, original_id)
);
-- The same bytes twice in one municipality: one original, later ones are its duplicates.
create unique index originals_once on originals (municipality_id, content_hash)
  where state in ('received', 'split');
create index originals_by_batch on originals (batch_id);

create table sheet_transitions (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
insert into sheet_transitions values
  ('received', 'preprocessed'), ('received', 'blank'), ('received', 'cover'),
  ('received', 'unknown_form'), ('received', 'duplicate'),
  ('preprocessed', 'read'), ('read', 'checked'), ('checked', 'in_review'),
  ('in_review', 'awaiting_approval'), ('in_review', 'rescan_requested'),
  ('in_review', 'rejected'), ('in_review', 'illegible'),
  ('awaiting_approval', 'committed'), ('awaiting_approval', 'in_review'),
  ('awaiting_approval', 'adjudication'),
  ('adjudication', 'awaiting_approval'), ('adjudication', 'in_review'),
  ('blank', 'received'), ('cover', 'received'), ('duplicate', 'received'),
  ('unknown_form', 'received'), ('unknown_form', 'foreign'), ('unknown_form', 'rescan_requested'),
  ('foreign', 'received');

create table sheets (
  sheet_id uuid primary key,
  municipality_id text not null references municipalities,
  batch_id uuid not null,
  original_id uuid not null,
  page_number integer not null check (page_number > 0),
  blob_id uuid not null,
  -- sha-256 of the stored page image: what people sign is what they saw.
  image_hash text not null check (image_hash ~ '^[0-9a-f]{64}$'),
  width_px integer not null,
  height_px integer not null,
  state text not null,
  template text,
  registration jsonb,
  -- Counts how often a person sent it back to be read again; part of every stage's input.
  generation integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (original_id, page_number),
  unique (municipality_id, sheet_id, image_hash),
  unique (municipality_id, sheet_id),
  foreign key (municipality_id, batch_id) references batches (municipality_id, batch_id),
  foreign key (municipality_id, original_id) references originals (municipality_id, original_id),
  foreign key (municipality_id, blob_id) references blobs (municipality_id, blob_id)
);
create index sheets_by_state on sheets (municipality_id, state);
create index sheets_by_batch on sheets (batch_id);

create function guard_sheet() returns trigger language plpgsql as $$
begin
  if new.image_hash <> old.image_hash or new.blob_id <> old.blob_id
     or new.original_id <> old.original_id or new.page_number <> old.page_number
     or new.municipality_id <> old.municipality_id then
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
create trigger sheets_guard before update on sheets for each row execute function guard_sheet();

create table sheet_events (
  sheet_event_id bigint generated always as identity primary key,
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  stage text not null,
  input_hash text not null,
  from_state text,
  to_state text not null,
  account_id uuid references accounts,
  detail jsonb not null,
  request_id uuid,
  trace_id uuid,
  occurred_at timestamptz not null,
  -- A stage that runs twice on the same input changes nothing the second time.
  unique (sheet_id, stage, input_hash),
  foreign key (municipality_id, sheet_id) references sheets (municipality_id, sheet_id)
);
create trigger sheet_events_append_only before update or delete or truncate on sheet_events
  for each statement execute function refuse_change();

create table sheet_readings (
  reading_id uuid primary key,
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  engine_version text not null,
  reading jsonb not null,
  read_at timestamptz not null,
  foreign key (municipality_id, sheet_id) references sheets (municipality_id, sheet_id)
);
create index sheet_readings_by_sheet on sheet_readings (sheet_id, read_at desc);

create table sheet_findings (
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  code text not null,
  kind text not null,
  severity text not null,
  fields text[] not null,
  primary key (sheet_id, code),
  foreign key (municipality_id, sheet_id) references sheets (municipality_id, sheet_id)
);

-- The next job, written in the transaction that makes it necessary; the relay enqueues it after commit.
create table outbox (
  outbox_id bigint generated always as identity primary key,
  municipality_id text not null references municipalities,
  queue text not null,
  payload jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  relayed_at timestamptz
);
create index outbox_waiting on outbox (outbox_id) where relayed_at is null;

create function announce_outbox() returns trigger language plpgsql as $$
begin
  perform pg_notify('yoshin_outbox', '');
  return null;
end $$;
create trigger outbox_announce after insert on outbox
  for each statement execute function announce_outbox();

-- Jobs that will not be tried again by themselves: a supervisor retries or discards them.
create table dead_letters (
  dead_letter_id uuid primary key,
  municipality_id text not null references municipalities,
  queue text not null,
  job_id text not null,
  payload jsonb not null,
  error_code text not null,
  attempts integer not null,
  failed_at timestamptz not null,
  resolved_at timestamptz,
  resolution text check (resolution in ('retried', 'discarded')),
  resolved_by uuid references accounts,
  reason text,
  unique (queue, job_id)
);
