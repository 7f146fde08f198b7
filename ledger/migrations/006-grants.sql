-- The program works as `yoshin_app`, which owns nothing: what it may not do is not granted.
do $$ begin
  create role yoshin_app nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant yoshin_app to %I', current_user);
end $$;
grant usage on schema yoshin to yoshin_app;
grant usage on all sequences in schema yoshin to yoshin_app;
grant select, insert, update on
  municipalities, staff_members, accounts, batches, blobs, originals, sheets,
  outbox, dead_letters, review_rounds, keyings to yoshin_app;
grant select, insert, update, delete on
  sessions, residents, issued_tickets, institutions, lots, earlier_doses,
  sheet_findings, leases, outbox to yoshin_app;
grant select, insert on
  audit_events, sheet_events, sheet_readings, sheet_views, signatures,
  ledger_entries, ledger_contents, ledger_checkpoints to yoshin_app;
grant select on sheet_transitions to yoshin_app;
