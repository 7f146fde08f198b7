-- A person says that a sheet nobody has begun to review was taken for the wrong form.
insert into sheet_transitions values ('checked', 'unknown_form');
