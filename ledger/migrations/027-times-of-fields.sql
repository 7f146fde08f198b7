-- How long each field was the one in hand, in ms; nothing for signatures before it was measured.
alter table review_times add column field_ms jsonb not null default '{}'
  check (jsonb_typeof(field_ms) = 'object');
