-- What a file says of its pages: how many it has, the one it was refused for, and those its scanner numbered that
-- are not in it.
alter table originals
  add column page_count integer check (page_count > 0),
  add column refused_page integer check (refused_page between 1 and page_count),
  add column missing_pages integer[] not null default '{}';
create index originals_with_gaps on originals (batch_id) where missing_pages <> '{}';
