-- What is looked at by column, cut when the sheet is read (ADR 0019): one picture for each reading, sealed like a page.
alter table sheet_readings add unique (municipality_id, reading_id);
create table reading_crops (
  municipality_id text not null references municipalities,
  reading_id uuid primary key,
  blob_id uuid not null,
  -- The places, [x, y, width, height] in mm of the upright page, as they lie below one another in the picture.
  boxes_mm jsonb not null,
  foreign key (municipality_id, reading_id) references sheet_readings (municipality_id, reading_id),
  foreign key (municipality_id, blob_id) references blobs (municipality_id, blob_id)
);
create index reading_crops_by_blob on reading_crops (blob_id);
grant select, insert on reading_crops to yoshin_app;
