-- A contractor (委託先) looks at crops without identity, of the sheets of those clinics that were given to them, and does
-- nothing else: no other role beside it, no clinic unless it is named (ADR 0027).
alter table accounts drop constraint accounts_roles_check;
alter table accounts
  add constraint accounts_roles_check check (
    cardinality(roles) > 0
    and roles <@ array['clerk', 'reviewer', 'supervisor', 'administrator', 'auditor', 'contractor']
  ),
  add constraint contractor_is_nothing_else check (not roles @> array['contractor'] or roles = array['contractor']),
  add unique (municipality_id, account_id);

alter table account_policies drop constraint account_policies_second_factor_roles_check;
alter table account_policies add constraint account_policies_second_factor_roles_check check (
  second_factor_roles <@ array['clerk', 'reviewer', 'supervisor', 'administrator', 'auditor', 'contractor']);

create table account_clinics (
  municipality_id text not null references municipalities,
  account_id uuid not null,
  institution_code text not null check (institution_code ~ '^\d{10}$'),
  assigned_at timestamptz not null,
  primary key (account_id, institution_code),
  foreign key (municipality_id, account_id) references accounts (municipality_id, account_id)
);
grant select, insert, delete on account_clinics to yoshin_app;

-- Whoever is told that their clinics changed asks again what there is to do.
create trigger account_clinics_announce_new after insert on account_clinics referencing new table as changed
  for each statement execute function announce_accounts();
create trigger account_clinics_announce_gone after delete on account_clinics referencing old table as changed
  for each statement execute function announce_accounts();

-- The database too: a contractor signs nothing and says nothing of a sheet but by column, of a clinic that is theirs.
create function guard_contractor_signature() returns trigger language plpgsql as $$
begin
  if exists (select from accounts where account_id = new.account_id and roles @> array['contractor']) then
    raise exception 'a contractor signs nothing' using errcode = 'YL006';
  end if;
  return new;
end $$;
create trigger signatures_by_staff before insert on signatures
  for each row execute function guard_contractor_signature();

create function guard_contractor_keying() returns trigger language plpgsql as $$
begin
  if exists (select from accounts where account_id = new.account_id and roles @> array['contractor'])
     and (not new.shown or new.purpose <> 'verify' or not exists (
       select from sheets s join batches b using (municipality_id, batch_id)
         join account_clinics c on c.account_id = new.account_id and c.institution_code = b.institution_code
       where s.sheet_id = new.sheet_id)) then
    raise exception 'not of a clinic of this contractor' using errcode = 'YL006';
  end if;
  return new;
end $$;
create trigger keyings_of_own_clinics before insert on keyings
  for each row execute function guard_contractor_keying();
