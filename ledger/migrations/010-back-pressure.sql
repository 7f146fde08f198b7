-- Which worker processes are there, and whether they take jobs: said by themselves every few seconds.
create table worker_processes (
  worker_id uuid primary key,
  host text not null,
  state text not null check (state in ('working', 'short_of_memory')),
  free_memory_bytes bigint,
  seen_at timestamptz not null
);
grant select, insert, update, delete on worker_processes to yoshin_app;

-- What the machine has still to do is counted at every upload, and looked for by every reconciliation.
create index sheets_with_machine on sheets (updated_at)
  where state in ('received', 'preprocessed', 'read');
create index originals_with_machine on originals (received_at) where state = 'received';
