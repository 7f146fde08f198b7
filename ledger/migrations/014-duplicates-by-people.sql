-- What the machine could not tell from another paper, a person can.
insert into sheet_transitions values ('in_review', 'duplicate');
