-- A batch can be moved forward: its sheets are read, and handed out for review, before those of others.
alter table batches
  add column priority text not null default 'normal' check (priority in ('urgent', 'normal')),
  -- Since when jobs already queued may stand where the priority before put them. A worker moves them and clears it.
  add column requeue_since timestamptz;
create index batches_urgent on batches (municipality_id) where priority = 'urgent' and state = 'open';
create index batches_to_requeue on batches (batch_id) where requeue_since is not null;
