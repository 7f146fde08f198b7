-- Masters that know since when and until when, physicians and fees beside them, and the history of every change (ADR 0020).
alter table residents
  add moved_in_on date,
  add moved_out_on date,
  add died_on date,
  add check (moved_out_on >= moved_in_on),
  add check (died_on >= birth_date);

alter table institutions
  add kind text check (kind <> ''),
  add valid_from date,
  add valid_to date,
  add check (valid_to >= valid_from);

-- The day a maker set later, which goes before the day on the sticker.
alter table lots
  add expiry_override date,
  add override_reason text check (override_reason <> ''),
  add check ((expiry_override is null) = (override_reason is null));

create table physicians (
  municipality_id text not null references municipalities,
  institution_code text not null,
  physician_code text not null check (physician_code ~ '^[0-9A-Za-z-]{1,20}$'),
  name text not null check (name <> ''),
  kana text not null,
  valid_from date,
  valid_to date,
  check (valid_to >= valid_from),
  primary key (municipality_id, institution_code, physician_code),
  foreign key (municipality_id, institution_code) references institutions
);

-- 'all' stands for every vaccine of the programme and every kind of institution. Amounts in yen.
create table fees (
  municipality_id text not null references municipalities,
  programme text not null check (programme <> ''),
  vaccine text not null check (vaccine <> ''),
  institution_kind text not null check (institution_kind <> ''),
  valid_from date not null,
  valid_to date,
  vaccinated_yen integer not null check (vaccinated_yen >= 0),
  examined_only_yen integer not null check (examined_only_yen >= 0),
  check (valid_to >= valid_from),
  primary key (municipality_id, programme, vaccine, institution_kind, valid_from)
);

-- One day has one fee: two that meet would let a statement choose.
create function refuse_two_fees() returns trigger language plpgsql as $$
begin
  if exists (
    select from changed c join fees f
      using (municipality_id, programme, vaccine, institution_kind)
    where f.valid_from <> c.valid_from
      and daterange(f.valid_from, f.valid_to, '[]') && daterange(c.valid_from, c.valid_to, '[]')
  ) then
    raise exception 'two fees on one day' using errcode = 'exclusion_violation';
  end if;
  return null;
end $$;
create trigger fees_one_a_day_new after insert on fees referencing new table as changed
  for each statement execute function refuse_two_fees();
create trigger fees_one_a_day after update on fees referencing new table as changed
  for each statement execute function refuse_two_fees();

-- What was otherwise before. `key` are the values of the primary key without the municipality, in its order.
create table master_changes (
  municipality_id text not null references municipalities,
  change_number bigint generated always as identity,
  master text not null,
  key text[] not null,
  changed_at timestamptz not null,
  -- Null where the act that changed it said nothing of itself.
  actor_kind text check (actor_kind in ('account', 'system')),
  account_id uuid,
  staff_member_id uuid,
  request_id uuid,
  origin text check (origin in ('import', 'edit')),
  reason text check (reason <> ''),
  -- Null: it was not there before, or is not there any more.
  before jsonb,
  after jsonb,
  check (before is not null or after is not null),
  primary key (municipality_id, change_number),
  foreign key (municipality_id, staff_member_id) references staff_members (municipality_id, staff_member_id)
);
create index master_changes_by_key on master_changes (municipality_id, master, key);
create trigger master_changes_append_only before update or delete or truncate on master_changes
  for each statement execute function refuse_change();

-- Written by the database, so that no way of changing a master goes round it. Who and why: `yoshin.change` of the transaction
-- (ledger/masters/attribute.ts). Arguments: the columns of the primary key after the municipality.
create function record_master_change() returns trigger language plpgsql as $$
declare
  act jsonb := coalesce(nullif(current_setting('yoshin.change', true), ''), '{}')::jsonb;
  keys text := (select string_agg(format('%I', named), ', ') from unnest(tg_argv) named);
  key_of_new text := (select string_agg(format('n.%I::text', named), ', ') from unnest(tg_argv) named);
  key_of_old text := (select string_agg(format('o.%I::text', named), ', ') from unnest(tg_argv) named);
  told text := 'insert into master_changes (municipality_id, master, key, changed_at, actor_kind, account_id,
    staff_member_id, request_id, origin, reason, before, after)
    select %s.municipality_id, $1, array[%s], coalesce(($2->>''at'')::timestamptz, clock_timestamp()), $2->>''actorKind'',
      ($2->>''accountId'')::uuid, ($2->>''staffMemberId'')::uuid, ($2->>''requestId'')::uuid, $2->>''origin'',
      $2->>''reason'', %s, %s from %s';
  there integer;
  recorded integer;
begin
  if tg_op = 'INSERT' then
    execute format(told, 'n', key_of_new, 'null', 'to_jsonb(n) - ''municipality_id''', 'new_rows n')
      using tg_table_name, act;
  elsif tg_op = 'DELETE' then
    execute format(told, 'o', key_of_old, 'to_jsonb(o) - ''municipality_id''', 'null', 'old_rows o')
      using tg_table_name, act;
  else
    execute format(told, 'n', key_of_new, 'to_jsonb(o) - ''municipality_id''', 'to_jsonb(n) - ''municipality_id''',
      format('old_rows o join new_rows n using (municipality_id, %s)', keys)) using tg_table_name, act;
    get diagnostics recorded = row_count;
    select count(*) into there from new_rows;
    if recorded <> there then
      raise exception 'the key of a % never changes', tg_table_name using errcode = 'restrict_violation';
    end if;
  end if;
  return null;
end $$;

do $$
declare
  one record;
begin
  for one in select * from (values
    ('residents', '{resident_id}'::text[]),
    ('issued_tickets', '{municipality_code, ticket_number, ticket_type, dose_number}'),
    ('institutions', '{institution_code}'),
    ('physicians', '{institution_code, physician_code}'),
    ('lots', '{lot_number, product}'),
    ('fees', '{programme, vaccine, institution_kind, valid_from}'),
    ('earlier_doses', '{resident_id, dose_number, vaccination_date, product}')) masters(named, keys)
  loop
    execute format('create trigger %1$s_history_new after insert on %1$I referencing new table as new_rows
      for each statement execute function record_master_change(%2$s)', one.named, array_to_string(one.keys, ', '));
    execute format('create trigger %1$s_history after update on %1$I referencing old table as old_rows
      new table as new_rows for each statement execute function record_master_change(%2$s)',
      one.named, array_to_string(one.keys, ', '));
    execute format('create trigger %1$s_history_gone after delete on %1$I referencing old table as old_rows
      for each statement execute function record_master_change(%2$s)', one.named, array_to_string(one.keys, ', '));
  end loop;
end $$;

grant select, insert, update, delete on physicians, fees to yoshin_app;
grant select, insert on master_changes to yoshin_app;
