-- Looking for people and tickets by what somebody keys: the beginning of a name or of its kana, or a number. A default
-- index knows no beginnings where the collation is not C.
create index residents_by_name_beginning on residents (municipality_id, plain_name(name) text_pattern_ops);
create index residents_by_kana_beginning on residents (municipality_id, plain_name(kana) text_pattern_ops);
create index issued_tickets_by_resident on issued_tickets (municipality_id, resident_id);
create index issued_tickets_by_number on issued_tickets (municipality_id, ticket_number);
