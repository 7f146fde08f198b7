-- Attempts that were begun and never came to an end: their process died. Written before the attempt starts,
-- deleted when it ends, however it ends.
create table stage_attempts (
  municipality_id text not null references municipalities,
  queue text not null,
  -- The sheet, or the original of a split.
  subject_id uuid not null,
  begun integer not null check (begun > 0),
  -- Those of them during which the process did nothing else: only these speak against the page itself.
  begun_alone integer not null check (begun_alone >= 0),
  begun_at timestamptz not null,
  primary key (queue, subject_id)
);
grant select, insert, update, delete on stage_attempts to yoshin_app;

-- The same paper scanned twice is found once it has been read.
alter table sheets add column duplicate_of uuid;
alter table sheets add foreign key (municipality_id, duplicate_of)
  references sheets (municipality_id, sheet_id);

insert into sheet_transitions values
  ('read', 'duplicate'), ('checked', 'duplicate'),
  -- A supervisor discards a dead letter: the machine is done with this page, a person is not.
  ('preprocessed', 'unknown_form'), ('read', 'unknown_form');
