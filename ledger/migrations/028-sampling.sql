-- Values the readers stood behind and one person confirmed as shown are sampled: keyed unseen, after the entry is
-- committed, by somebody who has not had the sheet before them (ADR 0023).
create table sampling_rates (
  sampling_rate_id bigint generated always as identity primary key,
  municipality_id text not null references municipalities,
  -- The share of such values that is drawn.
  rate numeric(5, 4) not null check (rate between 0 and 1),
  account_id uuid not null references accounts,
  set_at timestamptz not null
);
create index sampling_rates_newest on sampling_rates (municipality_id, sampling_rate_id desc);
create trigger sampling_rates_append_only before update or delete or truncate on sampling_rates
  for each statement execute function refuse_change();

create table sampled_fields (
  sampled_field_id uuid primary key,
  municipality_id text not null references municipalities,
  entry_id uuid not null,
  sheet_id uuid not null,
  field_id text not null,
  -- What the reading of its peers has in common: form version, engine, and the day in Japan.
  template text not null,
  engine_version text not null,
  read_on date not null,
  cause text not null check (cause in ('drawn', 'recalled')),
  -- The error that made its peers be looked at.
  recalled_by uuid,
  drawn_at timestamptz not null,
  claimed_by uuid,
  claimed_until timestamptz,
  keyed_by uuid,
  keyed_at timestamptz,
  answer text check (answer in ('value', 'blank', 'illegible', 'not_on_form')),
  value text,
  agrees boolean,
  decision text check (decision in ('error', 'slip')),
  reason text,
  decided_by uuid,
  decided_at timestamptz,
  unique (municipality_id, sampled_field_id),
  unique (municipality_id, entry_id, field_id),
  check ((cause = 'recalled') = (recalled_by is not null)),
  check (num_nonnulls(keyed_by, keyed_at, answer, agrees) in (0, 4)),
  check (num_nonnulls(decision, reason, decided_by, decided_at) in (0, 4)),
  check (decision is null or agrees = false),
  foreign key (municipality_id, recalled_by) references sampled_fields (municipality_id, sampled_field_id),
  foreign key (municipality_id, entry_id) references ledger_entries (municipality_id, entry_id),
  foreign key (municipality_id, sheet_id) references sheets (municipality_id, sheet_id),
  foreign key (municipality_id, keyed_by) references staff_members (municipality_id, staff_member_id),
  foreign key (municipality_id, decided_by) references staff_members (municipality_id, staff_member_id)
);
create index sampled_fields_waiting on sampled_fields (municipality_id, drawn_at) where keyed_at is null;

create function guard_sampled_field() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.keyed_at is not null or new.decided_at is not null then
      raise exception 'a sample begins with nothing said' using errcode = 'YL004';
    end if;
    if not exists (select from ledger_entries where entry_id = new.entry_id and sheet_id = new.sheet_id) then
      raise exception 'the entry is of another sheet' using errcode = 'YL004';
    end if;
    return new;
  end if;
  if old.keyed_at is not null and (new.keyed_by, new.keyed_at, new.answer, new.value, new.agrees)
       is distinct from (old.keyed_by, old.keyed_at, old.answer, old.value, old.agrees)
     or old.decided_at is not null then
    raise exception 'what was said of a sample stands' using errcode = 'YL004';
  end if;
  if new.keyed_by is not null and old.keyed_by is null
     and exists (select from keyings where sheet_id = new.sheet_id and staff_member_id = new.keyed_by)
     or exists (select from signatures where sheet_id = new.sheet_id
       and staff_member_id in (new.keyed_by, new.decided_by)) then
    raise exception 'has had a part in this sheet' using errcode = 'YL002';
  end if;
  if new.decided_by = new.keyed_by then
    raise exception 'nobody settles their own word' using errcode = 'YL002';
  end if;
  return new;
end $$;
create trigger sampled_field_guarded before insert or update on sampled_fields
  for each row execute function guard_sampled_field();

grant select, insert on sampling_rates to yoshin_app;
grant select, insert, update on sampled_fields to yoshin_app;
