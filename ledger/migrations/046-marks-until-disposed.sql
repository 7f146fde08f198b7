-- A mark of 自動応答不可 goes with the person it is about, at the end of their retention, and not before.
create function guard_mark_disposal() returns trigger language plpgsql as $$
begin
  if is_being_disposed(old.municipality_id, array['register'], old.resident_id) then
    return old;
  end if;
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
create trigger reply_marks_until_disposed before delete on reply_marks
  for each row when (current_user = 'yoshin_app') execute function guard_mark_disposal();
