-- What became of a wrongly given dose after it was committed as it was (ADR 0025): the newest step of a sheet and kind says.
create table practice_steps (
  step_number bigint generated always as identity primary key,
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  -- `errorKinds` of the vaccine master.
  kind text not null check (kind <> ''),
  -- The word of the ledger that was looked at.
  entry_id uuid not null,
  status text not null check (status in ('open', 'looked_into', 'reported', 'no_error')),
  gravity text not null check (gravity in ('minor', 'serious')),
  remark text not null check (remark <> ''),
  account_id uuid not null,
  staff_member_id uuid not null,
  recorded_at timestamptz not null,
  foreign key (municipality_id, sheet_id) references sheets (municipality_id, sheet_id),
  foreign key (municipality_id, entry_id) references ledger_entries (municipality_id, entry_id),
  foreign key (municipality_id, account_id, staff_member_id)
    references accounts (municipality_id, account_id, staff_member_id)
);
create index practice_steps_by_case on practice_steps (municipality_id, sheet_id, kind, step_number desc);
create trigger practice_steps_append_only before update or delete or truncate on practice_steps
  for each statement execute function refuse_change();
grant select, insert on practice_steps to yoshin_app;

-- The list of a year looks at entries that have findings alone.
create index ledger_contents_with_findings on ledger_contents
  (municipality_id, (content -> 'record' ->> 'fiscalYear')) where content -> 'findings' <> '[]'::jsonb;

-- Written when a sheet was checked and read by nobody: the codes are in the sheet's event, and whoever looks at the sheet
-- has it checked anew.
drop table sheet_findings;
