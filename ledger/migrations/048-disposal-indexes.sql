-- What is erased with a sheet or a resident is found without reading whole tables: a disposal has thousands of them.
create index outbox_of_sheet on outbox ((payload ->> 'sheetId'));
create index uploads_of_original on uploads (original_id);
create index sheet_person_matches_named on sheet_person_matches (municipality_id, (named ->> 'residentId'));
create index sheet_person_matches_others on sheet_person_matches using gin (others jsonb_path_ops);
