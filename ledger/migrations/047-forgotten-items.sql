-- Lists that were refused, withdrawn or left somebody out name residents too: they are forgotten there as well when the person goes.
create or replace function guard_disposal_item() returns trigger language plpgsql as $$
declare
  outcome constant text[] := array['erased_at', 'spared_at'];
  stands text;
begin
  select state into stands from disposals where disposal_id = new.disposal_id;
  if tg_op = 'INSERT' then
    if stands <> 'requested' or new.erased_at is not null or new.spared_at is not null then
      raise exception 'a disposal is asked for whole' using errcode = 'YL004';
    end if;
    return new;
  end if;
  if old.kind in ('register', 'earlier_dose') and to_jsonb(new) - 'item_id' = to_jsonb(old) - 'item_id'
     and is_being_disposed(old.municipality_id, array['register', 'earlier_dose'], old.item_id) then
    return new;
  end if;
  if stands <> 'approved' or old.left_out is not null or old.erased_at is not null or old.spared_at is not null
     or to_jsonb(new) - outcome - 'item_id' <> to_jsonb(old) - outcome - 'item_id'
     or new.item_id <> old.item_id and (new.erased_at is null or old.kind not in ('register', 'earlier_dose')) then
    raise exception 'only what was approved, and once' using errcode = 'YL004';
  end if;
  return new;
end $$;
