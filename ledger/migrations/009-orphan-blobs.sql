-- Files of the blob store that no row of `blobs` names, by when we first saw that. Nobody has their key; they go
-- when they have been orphans for long enough, counted by this database: one that was restored from an older copy
-- starts counting anew.
create table orphan_blobs (
  storage_name text primary key,
  seen_at timestamptz not null
);
grant select, insert, delete on orphan_blobs to yoshin_app;

create unique index blobs_by_storage_name on blobs (storage_name);
