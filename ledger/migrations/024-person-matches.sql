-- Persons are looked for by birth date, household, name and kana: in any spelling, over a register of any size.

-- One code for one character, as `plainName` of rules/matching/fold-name.ts; written forms stay as they are in the table.
create function plain_name(written text) returns text
  language sql immutable strict parallel safe
  return upper(normalize(regexp_replace(normalize(written, NFKC),
    '[\s・･.,''’‐‑–—―−\uFE00-\uFE0F\U000E0100-\U000E01EF-]', '', 'g'), NFKC));

-- A name in kana without its vowels: long vowels are written in too many ways. As `kanaSkeleton` of rules/matching/fold-kana.ts.
create function kana_skeleton(written text) returns text
  language sql immutable strict parallel safe
  return translate(plain_name(written),
    'かがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわんゔゕゖッャュョヮヂヅヴヵヶアイウエオァィゥェォあいうえおぁぃぅぇぉーヰヱヲゐゑを',
    'カガキギクグケゲコゴサザシジスズセゼソゾタダチジツツズテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモヤヤユユヨヨラリルレロワワンブカケツヤユヨワジズブカケ');

create index residents_by_birth_date on residents (municipality_id, birth_date);
create index residents_by_household on residents (municipality_id, household_id);
create index residents_by_name on residents (municipality_id, plain_name(name));
create index residents_by_kana on residents (municipality_id, kana_skeleton(kana));

-- Whose sheet it is as the check stage found it: schemas/person-match.ts. Evidence names fields and never quotes them.
create table sheet_person_matches (
  municipality_id text not null references municipalities,
  sheet_id uuid primary key,
  outcome text not null
    check (outcome in ('offered', 'unsure', 'contradicted', 'not_issued', 'unread', 'no_number')),
  named jsonb,
  others jsonb not null,
  matched_at timestamptz not null,
  foreign key (municipality_id, sheet_id) references sheets (municipality_id, sheet_id),
  check ((named is null) = (outcome in ('not_issued', 'unread', 'no_number')))
);
grant select, insert, update, delete on sheet_person_matches to yoshin_app;
