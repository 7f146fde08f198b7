-- What the supervisor's page asks for again and again, found on indexes of its own.

-- States in which somebody or something still owes the sheet an act: PENDING_STATES, and a test holds the two together.
create function sheet_is_open(state text) returns boolean language sql immutable
  return state in ('received', 'preprocessed', 'read', 'checked', 'in_review', 'awaiting_approval',
    'adjudication', 'unknown_form');
create index sheets_open on sheets (municipality_id, created_at) include (sheet_id, state, batch_id, template)
  where sheet_is_open(state);

-- Arrivals and completions: the arrows by which a sheet comes into the backlog or leaves it.
create function crosses_backlog(from_state text, to_state text) returns boolean language sql immutable
  return (from_state is not null and sheet_is_open(from_state)) <> sheet_is_open(to_state);
create index sheet_events_crossing on sheet_events (municipality_id, occurred_at) include (from_state, to_state)
  where crosses_backlog(from_state, to_state);

create index signatures_by_time on signatures (municipality_id, signed_at);

-- How long a person was at work on a sheet, as their page measured it, pauses left out. Beside the signature and
-- not in it: the ledger binds signature rows whole, and this is no part of what was signed.
alter table signatures add unique (municipality_id, signature_id);
create table review_times (
  municipality_id text not null references municipalities,
  signature_id uuid primary key,
  active_ms integer not null check (active_ms between 0 and 86400000),
  foreign key (municipality_id, signature_id) references signatures (municipality_id, signature_id)
);
grant select, insert on review_times to yoshin_app;
