-- What people did to a review round and said about it, step by step: a round keeps only its newest words, and the
-- sheet's own events follow its first round only. Commits are in ledger_entries.
create table review_steps (
  review_step_id bigint generated always as identity primary key,
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  round_id uuid not null,
  pass integer not null,
  step text not null check (step in ('verified', 'contested', 'adjudicated', 'returned', 'withdrawn')),
  -- What became of the sheet, where it was taken out of review.
  outcome text,
  -- The note to the approver, or the reason.
  words text,
  account_id uuid not null references accounts,
  request_id uuid,
  trace_id uuid,
  occurred_at timestamptz not null,
  check ((step = 'withdrawn') = (outcome is not null)),
  foreign key (municipality_id, sheet_id, round_id)
    references review_rounds (municipality_id, sheet_id, round_id)
);
create index review_steps_by_sheet on review_steps (sheet_id);

-- What can still be told of the steps before this table; reasons that were overwritten are gone.
insert into review_steps (municipality_id, sheet_id, round_id, pass, step, words, account_id, occurred_at)
  select s.municipality_id, s.sheet_id, s.round_id, s.pass,
    case s.purpose when 'verify' then 'verified' else 'adjudicated' end,
    case when s.purpose = 'verify' and s.pass = r.pass and r.state <> 'withdrawn' then r.note end,
    s.account_id, s.signed_at
  from signatures s join review_rounds r using (round_id)
  where s.purpose in ('verify', 'adjudicate')
  order by s.signed_at;
insert into review_steps
    (municipality_id, sheet_id, round_id, pass, step, outcome, words, account_id, request_id, trace_id, occurred_at)
  select e.municipality_id, e.sheet_id, r.round_id, split_part(e.input_hash, ':', 2)::integer,
    case e.stage when 'contest' then 'contested' when 'return' then 'returned' else 'withdrawn' end,
    case e.stage when 'dismiss' then e.to_state end,
    case e.stage when 'dismiss' then r.note
      when 'return' then case when split_part(e.input_hash, ':', 2)::integer = r.pass - 1 then r.returned_reason end
    end,
    e.account_id, e.request_id, e.trace_id, e.occurred_at
  from sheet_events e join review_rounds r on r.round_id::text = split_part(e.input_hash, ':', 1)
  where e.stage in ('contest', 'return', 'dismiss') and e.account_id is not null
  order by e.occurred_at;

create trigger review_steps_append_only before update or delete or truncate on review_steps
  for each statement execute function refuse_change();
grant select, insert on review_steps to yoshin_app;

create index ledger_entries_by_sheet on ledger_entries (sheet_id);

-- How an account wants its screens drawn.
alter table accounts add column theme text not null default 'system'
  check (theme in ('system', 'light', 'dark', 'contrast'));
