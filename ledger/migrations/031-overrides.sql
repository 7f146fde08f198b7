-- 長期療養特例 and 他市町村接種: why a rule does not hold for a person, said by one member of staff and confirmed by
-- another (ADR 0025). A row says what was entered; what follows are the two steps it can still take.
create table dose_overrides (
  override_id uuid primary key,
  municipality_id text not null references municipalities,
  resident_id text not null,
  kind text not null check (kind in ('long_term_care', 'other_municipality')),
  programme text not null check (programme <> ''),
  -- 'all' stands for every vaccine of the programme.
  vaccine text not null check (vaccine <> ''),
  -- Days of vaccination for which it holds, both included.
  from_day date not null,
  to_day date not null,
  reason text not null check (reason <> ''),
  -- What it rests on, and where that is filed: 理由書, 依頼書, 実施報告.
  document text not null check (document <> ''),
  entered_account uuid not null,
  entered_by uuid not null,
  entered_at timestamptz not null,
  confirmed_account uuid,
  confirmed_by uuid,
  confirmed_at timestamptz,
  withdrawn_account uuid,
  withdrawn_by uuid,
  withdrawn_at timestamptz,
  withdrawn_reason text check (withdrawn_reason <> ''),
  unique (municipality_id, override_id),
  check (from_day <= to_day),
  check (num_nonnulls(confirmed_account, confirmed_by, confirmed_at) in (0, 3)),
  check (num_nonnulls(withdrawn_account, withdrawn_by, withdrawn_at, withdrawn_reason) in (0, 4)),
  constraint confirmed_by_another_person check (confirmed_by <> entered_by),
  foreign key (municipality_id, resident_id) references residents,
  foreign key (municipality_id, entered_account, entered_by)
    references accounts (municipality_id, account_id, staff_member_id),
  foreign key (municipality_id, confirmed_account, confirmed_by)
    references accounts (municipality_id, account_id, staff_member_id),
  foreign key (municipality_id, withdrawn_account, withdrawn_by)
    references accounts (municipality_id, account_id, staff_member_id)
);
create index dose_overrides_by_resident on dose_overrides (municipality_id, resident_id);
create index dose_overrides_by_entry on dose_overrides (municipality_id, entered_at desc);

create function guard_dose_override() returns trigger language plpgsql as $$
declare
  steps constant text[] := array['confirmed_account', 'confirmed_by', 'confirmed_at',
    'withdrawn_account', 'withdrawn_by', 'withdrawn_at', 'withdrawn_reason'];
begin
  if tg_op = 'INSERT' then
    if new.confirmed_at is not null or new.withdrawn_at is not null then
      raise exception 'an override begins unconfirmed' using errcode = 'YL004';
    end if;
    return new;
  end if;
  if to_jsonb(new) - steps <> to_jsonb(old) - steps then
    raise exception 'what was entered stands' using errcode = 'YL004';
  end if;
  if old.withdrawn_at is not null
     or old.confirmed_at is not null and (new.confirmed_account, new.confirmed_by, new.confirmed_at)
       is distinct from (old.confirmed_account, old.confirmed_by, old.confirmed_at)
     or old.confirmed_at is null and new.confirmed_at is not null and new.withdrawn_at is not null then
    raise exception 'the override is past this step' using errcode = 'YL004';
  end if;
  if new.confirmed_by = new.entered_by then
    raise exception 'nobody confirms what they entered' using errcode = 'YL002';
  end if;
  return new;
end $$;
create trigger dose_override_guarded before insert or update on dose_overrides
  for each row execute function guard_dose_override();
create trigger dose_overrides_kept before delete or truncate on dose_overrides
  for each statement execute function refuse_change();

grant select, insert, update on dose_overrides to yoshin_app;
