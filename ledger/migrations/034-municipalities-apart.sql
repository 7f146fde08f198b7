-- One database, several municipalities, and none sees another's (ADR 0027). The program works as `yoshin_app`, which sees
-- and writes rows of the municipality its connection was handed out for, and none at all while that is not said.
do $$ begin
  create role yoshin_installation nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant yoshin_installation to %I', current_user);
end $$;

-- Called after every migration, so that no later table can be forgotten.
create function keep_municipalities_apart() returns void language plpgsql as $$
declare
  one regclass;
begin
  for one in
    select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'yoshin'::regnamespace and c.relkind in ('r', 'p')
      and a.attname = 'municipality_id' and not a.attisdropped and not c.relrowsecurity
  loop
    execute format('alter table %s enable row level security', one);
    execute format('create policy own_municipality on %s to yoshin_app
      using (municipality_id = (select current_setting(''yoshin.municipality_id'', true)))', one);
    execute format('create policy whole_installation on %s to yoshin_installation using (true)', one);
  end loop;
end $$;

-- What spans municipalities, column by column: ids, states and times. No register, no record, no name, no password.
grant usage on schema yoshin to yoshin_installation;
grant select on municipalities, outbox, worker_processes, orphan_blobs, stage_attempts, sessions to yoshin_installation;
grant insert, update, delete on sessions, worker_processes to yoshin_installation;
grant insert, delete on orphan_blobs to yoshin_installation;
grant delete on stage_attempts to yoshin_installation;
grant update (relayed_at) on outbox to yoshin_installation;
grant select (municipality_id, account_id, login_name) on accounts to yoshin_installation;
grant select (municipality_id, batch_id, state, priority, requeue_since) on batches to yoshin_installation;
grant update (requeue_since) on batches to yoshin_installation;
grant select (municipality_id, original_id, batch_id, state, received_at) on originals to yoshin_installation;
grant select (municipality_id, sheet_id, batch_id, state, updated_at) on sheets to yoshin_installation;
grant select (municipality_id, sheet_event_id, sheet_id, stage, occurred_at) on sheet_events to yoshin_installation;
grant select (municipality_id, dead_letter_id, queue, payload, resolved_at) on dead_letters to yoshin_installation;
grant select (municipality_id, purpose, expires_at) on leases to yoshin_installation;
grant select (municipality_id, blob_id, content_hash, byte_size, wrapped_key, key_id, storage_name) on blobs
  to yoshin_installation;
grant select (municipality_id, key_id, signed_at) on ledger_checkpoints to yoshin_installation;
grant select (municipality_id, occurred_at) on audit_events to yoshin_installation;

-- Names are found by what is written of them folded (024, 029), and the history of a row by its key. PostgreSQL uses no index
-- for that behind a policy, because a function it does not know to be silent could tell of the rows it is tried on. So their
-- numbers come from views that hold to the same condition; the rows themselves stay behind the policy.
create view resident_names as
  select municipality_id, resident_id, name, kana, birth_date from residents
  where municipality_id = (select current_setting('yoshin.municipality_id', true));
create view master_histories as
  select municipality_id, master, key, change_number from master_changes
  where municipality_id = (select current_setting('yoshin.municipality_id', true));
grant select on resident_names, master_histories to yoshin_app;
