-- A supervisor gives a step of a review to somebody by name. It comes to that person first and, until the given time,
-- to nobody else.
create table round_assignments (
  round_id uuid primary key,
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  pass integer not null,
  purpose text not null check (purpose in ('verify', 'approve', 'adjudicate')),
  staff_member_id uuid not null,
  assigned_at timestamptz not null,
  kept_until timestamptz not null,
  foreign key (municipality_id, sheet_id, round_id)
    references review_rounds (municipality_id, sheet_id, round_id),
  foreign key (municipality_id, staff_member_id)
    references staff_members (municipality_id, staff_member_id)
);
grant select, insert, update, delete on round_assignments to yoshin_app;
