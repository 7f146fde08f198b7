-- A cover sheet says which batch the pages after it belong to. What its code said is kept, and why it files nothing.
alter table sheets
  add column cover jsonb,
  add column cover_problem text
    check (cover_problem in ('other_municipality', 'unknown_batch', 'closed_batch')),
  add check (cover is not null or cover_problem is null);
create index sheets_covers on sheets (batch_id) where cover is not null;

-- Which pages a cover brought into its batch, and which went back when somebody said that it is no cover.
create table sheet_filings (
  sheet_filing_id bigint generated always as identity primary key,
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  from_batch_id uuid not null,
  to_batch_id uuid not null,
  cover_sheet_id uuid not null,
  account_id uuid references accounts,
  request_id uuid,
  trace_id uuid,
  filed_at timestamptz not null,
  foreign key (municipality_id, sheet_id) references sheets (municipality_id, sheet_id),
  foreign key (municipality_id, cover_sheet_id) references sheets (municipality_id, sheet_id),
  foreign key (municipality_id, from_batch_id) references batches (municipality_id, batch_id),
  foreign key (municipality_id, to_batch_id) references batches (municipality_id, batch_id)
);
create index sheet_filings_by_sheet on sheet_filings (sheet_id);
create trigger sheet_filings_append_only before update or delete or truncate on sheet_filings
  for each statement execute function refuse_change();
grant select, insert on sheet_filings to yoshin_app;

-- A closed batch has been signed for: no page enters it or leaves it.
create function guard_filing() returns trigger language plpgsql as $$
begin
  perform from batches where batch_id in (old.batch_id, new.batch_id) for share;
  if exists (select from batches where batch_id in (old.batch_id, new.batch_id) and state = 'closed') then
    raise exception 'a closed batch keeps its pages' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger sheets_filing before update on sheets
  for each row when (new.batch_id <> old.batch_id) execute function guard_filing();
