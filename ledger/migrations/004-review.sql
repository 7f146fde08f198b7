-- Two people, and the machine is not one of them.
create table review_rounds (
  round_id uuid primary key,
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  kind text not null check (kind in ('initial', 'correction', 'void')),
  state text not null check (
    state in ('awaiting_verification', 'awaiting_approval', 'adjudication', 'committed', 'withdrawn')
  ),
  amends_entry_id uuid,
  reason text,
  opened_by uuid references accounts,
  returned_reason text,
  note text,
  opened_at timestamptz not null,
  -- Verification of this pass: keyings and signatures of earlier passes (before a return) do not count.
  pass integer not null default 1,
  unique (municipality_id, sheet_id, round_id),
  foreign key (municipality_id, sheet_id) references sheets (municipality_id, sheet_id),
  check ((kind = 'initial') = (amends_entry_id is null)),
  check (kind = 'initial' or (reason is not null and opened_by is not null))
);
-- One review of a sheet at a time.
create unique index review_rounds_open on review_rounds (sheet_id)
  where state in ('awaiting_verification', 'awaiting_approval', 'adjudication');
create index review_rounds_waiting on review_rounds (municipality_id, state, opened_at);

create sequence fencing_tokens as bigint;

-- At most one person holds a round. A newer lease has a higher token, so a late writer is recognised.
create table leases (
  round_id uuid primary key,
  lease_id uuid not null unique,
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  purpose text not null check (purpose in ('verify', 'approve', 'adjudicate')),
  account_id uuid not null,
  staff_member_id uuid not null,
  fencing_token bigint not null unique,
  acquired_at timestamptz not null,
  expires_at timestamptz not null,
  shown_at timestamptz,
  foreign key (municipality_id, sheet_id, round_id)
    references review_rounds (municipality_id, sheet_id, round_id),
  foreign key (municipality_id, account_id, staff_member_id)
    references accounts (municipality_id, account_id, staff_member_id)
);

create function require_live_lease(round uuid, token bigint, staff uuid, wanted text)
returns void language plpgsql as $$
begin
  if not exists (
    select from leases
    where round_id = round and fencing_token = token and staff_member_id = staff
      and purpose = wanted and expires_at > clock_timestamp()
    for update
  ) then
    raise exception 'lease lost or expired' using errcode = 'YL001';
  end if;
end $$;

-- What a person answered for a field; the newest of one person, purpose and pass counts.
create table keyings (
  keying_id uuid primary key,
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  round_id uuid not null,
  pass integer not null,
  purpose text not null check (purpose in ('verify', 'approve', 'adjudicate')),
  field_id text not null,
  answer text not null check (answer in ('value', 'blank', 'illegible', 'not_on_form')),
  value text,
  shown boolean not null,
  account_id uuid not null,
  staff_member_id uuid not null,
  fencing_token bigint not null,
  keyed_at timestamptz not null,
  sequence bigint generated always as identity,
  undone_at timestamptz,
  foreign key (municipality_id, sheet_id, round_id)
    references review_rounds (municipality_id, sheet_id, round_id),
  foreign key (municipality_id, account_id, staff_member_id)
    references accounts (municipality_id, account_id, staff_member_id),
  check ((answer = 'value') = (value is not null))
);
create index keyings_by_round on keyings (round_id, pass, sequence);

create function guard_keying() returns trigger language plpgsql as $$
begin
  perform require_live_lease(new.round_id, new.fencing_token, new.staff_member_id, new.purpose);
  return new;
end $$;
create trigger keyings_need_lease before insert on keyings
  for each row execute function guard_keying();

create table signatures (
  signature_id uuid primary key,
  municipality_id text not null references municipalities,
  sheet_id uuid not null,
  round_id uuid not null,
  pass integer not null,
  purpose text not null check (purpose in ('verify', 'approve', 'adjudicate')),
  account_id uuid not null,
  staff_member_id uuid not null,
  -- The image the person had before their eyes: must be the sheet's.
  image_hash text not null,
  fencing_token bigint not null,
  signed_at timestamptz not null,
  unique (municipality_id, sheet_id, round_id, signature_id, purpose, staff_member_id, image_hash),
  foreign key (municipality_id, sheet_id, image_hash)
    references sheets (municipality_id, sheet_id, image_hash),
  foreign key (municipality_id, sheet_id, round_id)
    references review_rounds (municipality_id, sheet_id, round_id),
  foreign key (municipality_id, account_id, staff_member_id)
    references accounts (municipality_id, account_id, staff_member_id)
);
create unique index signatures_once on signatures (round_id, pass, purpose)
  where purpose in ('verify', 'approve');

create function guard_signature() returns trigger language plpgsql as $$
begin
  perform require_live_lease(new.round_id, new.fencing_token, new.staff_member_id, new.purpose);
  if exists (
    select from signatures
    where round_id = new.round_id and pass = new.pass
      and staff_member_id = new.staff_member_id and purpose <> new.purpose
  ) then
    raise exception 'one person cannot sign twice' using errcode = 'YL002';
  end if;
  return new;
end $$;
create trigger signatures_guard before insert on signatures
  for each row execute function guard_signature();
create trigger signatures_append_only before update or delete or truncate on signatures
  for each statement execute function refuse_change();
