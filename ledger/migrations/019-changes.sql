-- What may look otherwise on somebody's page is announced at commit: whose it is and where to look, never what it is
-- (schemas/api/events.ts, ADR 0017). Equal announcements of one transaction are told once.
create function announce(municipality text, what jsonb) returns void language sql
  begin atomic
    select pg_notify('yoshin_changes', (jsonb_build_object('municipalityId', municipality) || what)::text);
  end;

create function announce_batches() returns trigger language plpgsql as $$
begin
  perform announce(municipality_id, jsonb_build_object('change', jsonb_build_object('kind', 'batch', 'batchId', batch_id)))
    from (select distinct municipality_id, batch_id from changed) batches;
  return null;
end $$;
create trigger batches_announce_new after insert on batches referencing new table as changed
  for each statement execute function announce_batches();
create trigger batches_announce after update on batches referencing new table as changed
  for each statement execute function announce_batches();
create trigger originals_announce_new after insert on originals referencing new table as changed
  for each statement execute function announce_batches();
create trigger originals_announce after update on originals referencing new table as changed
  for each statement execute function announce_batches();
create trigger sheets_announce_new after insert on sheets referencing new table as changed
  for each statement execute function announce_batches();
create trigger sheets_announce after update on sheets referencing new table as changed
  for each statement execute function announce_batches();
-- A page that is filed under another batch leaves the one it was in.
create trigger sheets_announce_left after update on sheets referencing old table as changed
  for each statement execute function announce_batches();

create function announce_kind() returns trigger language plpgsql as $$
begin
  perform announce(municipality_id, jsonb_build_object('change', jsonb_build_object('kind', tg_argv[0])))
    from (select distinct municipality_id from changed) municipalities;
  return null;
end $$;
create trigger sheets_count_new after insert on sheets referencing new table as changed
  for each statement execute function announce_kind('counts');
create trigger sheets_count after update on sheets referencing new table as changed
  for each statement execute function announce_kind('counts');
create trigger review_rounds_count_new after insert on review_rounds referencing new table as changed
  for each statement execute function announce_kind('counts');
create trigger review_rounds_count after update on review_rounds referencing new table as changed
  for each statement execute function announce_kind('counts');
-- Taken and given back; that one is renewed every minute is nobody's news.
create trigger leases_announce_new after insert on leases referencing new table as changed
  for each statement execute function announce_kind('leases');
create trigger leases_announce_gone after delete on leases referencing old table as changed
  for each statement execute function announce_kind('leases');
create trigger dead_letters_announce_new after insert on dead_letters referencing new table as changed
  for each statement execute function announce_kind('stuck');
create trigger dead_letters_announce after update on dead_letters referencing new table as changed
  for each statement execute function announce_kind('stuck');

-- Who is logged in, or what they may do, is otherwise: whoever listens for them asks again.
create function announce_accounts() returns trigger language plpgsql as $$
begin
  perform announce(municipality_id, jsonb_build_object('accountId', account_id))
    from (select distinct municipality_id, account_id from changed where account_id is not null) accounts;
  return null;
end $$;
create trigger sessions_announce_gone after delete on sessions referencing old table as changed
  for each statement execute function announce_accounts();
create trigger accounts_announce after update on accounts referencing new table as changed
  for each statement execute function announce_accounts();
