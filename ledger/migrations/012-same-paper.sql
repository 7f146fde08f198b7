-- Which ticket a sheet carries: as the readers are sure of it, later as people closed it. Finds the other
-- scans of one paper, in whatever batch.
alter table sheets add column ticket_line text check (ticket_line ~ '^\d{18}$');
create index sheets_by_ticket on sheets (municipality_id, ticket_line) where ticket_line is not null;
update sheets set ticket_line = coalesce(
  (select content.content -> 'record' ->> 'ticketCode'
     from ledger_entries entry join ledger_contents content using (entry_id)
     where entry.sheet_id = sheets.sheet_id and entry.kind <> 'voided'
     order by entry.leaf_index desc limit 1),
  (select case when (newest.reading -> 'fields' -> 'ocrLine' ->> 'accepted')::boolean
               then substring(newest.reading -> 'fields' -> 'ocrLine' ->> 'value' from '^\d{18}$') end
     from sheet_readings newest where newest.sheet_id = sheets.sheet_id
     order by newest.read_at desc limit 1)
)
where state in ('checked', 'in_review', 'awaiting_approval', 'adjudication', 'committed',
  'rescan_requested', 'rejected', 'illegible');

-- The scan that came in the place of this one, which was asked for again. One scan stands in for one.
alter table sheets add column replaced_by uuid unique;
alter table sheets add foreign key (municipality_id, replaced_by)
  references sheets (municipality_id, sheet_id);
alter table sheets
  add check ((state = 'replaced_by_rescan') = (replaced_by is not null)),
  add check ((state = 'duplicate') = (duplicate_of is not null)),
  add check (sheet_id not in (replaced_by, duplicate_of));

insert into sheet_transitions values
  ('rescan_requested', 'replaced_by_rescan'), ('replaced_by_rescan', 'rescan_requested'),
  -- The request is taken back: the scan there is will do.
  ('rescan_requested', 'received');
