-- A large file comes in parts, so that a broken line costs a part and not the file. Parts are sealed like everything
-- else; their keys lie here until the file is whole. What was not finished within a week is swept (orphan_blobs).
create table uploads (
  upload_id uuid primary key,
  municipality_id text not null references municipalities,
  batch_id uuid not null,
  account_id uuid not null references accounts,
  file_name text not null,
  byte_size bigint not null check (byte_size > 0),
  -- As the sender's machine says: tells the same file chosen again from another of its name. Milliseconds since 1970.
  last_modified bigint not null,
  begun_at timestamptz not null,
  -- What became of it; set with the original itself, so that asking twice makes one.
  original_id uuid,
  unique (municipality_id, upload_id),
  foreign key (municipality_id, batch_id) references batches (municipality_id, batch_id),
  foreign key (municipality_id, original_id) references originals (municipality_id, original_id)
);
create unique index uploads_under_way on uploads (batch_id, account_id, file_name, byte_size, last_modified)
  where original_id is null;

create table upload_parts (
  municipality_id text not null references municipalities,
  upload_id uuid not null,
  part_number integer not null check (part_number > 0),
  content_hash text not null,
  byte_size bigint not null check (byte_size > 0),
  wrapped_key text not null,
  key_id text not null,
  storage_name text not null unique,
  primary key (upload_id, part_number),
  foreign key (municipality_id, upload_id) references uploads (municipality_id, upload_id)
);
grant select, insert, update, delete on uploads, upload_parts to yoshin_app;
