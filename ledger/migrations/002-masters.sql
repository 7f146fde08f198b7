-- What the municipality already knows. Effective dating and history arrive with issue E.
create table residents (
  municipality_id text not null references municipalities,
  resident_id text not null check (resident_id ~ '^\d{1,15}$'),
  name text not null,
  kana text not null,
  birth_date date not null,
  sex text check (sex in ('male', 'female')),
  address text not null,
  household_id text,
  non_registered boolean not null,
  primary key (municipality_id, resident_id)
);

create table issued_tickets (
  municipality_id text not null references municipalities,
  municipality_code text not null check (municipality_code ~ '^\d{6}$'),
  ticket_number text not null check (ticket_number ~ '^\d{10}$'),
  ticket_type text not null check (ticket_type ~ '^\d$'),
  dose_number text not null check (dose_number ~ '^\d$'),
  resident_id text not null,
  primary key (municipality_id, municipality_code, ticket_number, ticket_type, dose_number),
  foreign key (municipality_id, resident_id) references residents
);

create table institutions (
  municipality_id text not null references municipalities,
  institution_code text not null check (institution_code ~ '^\d{10}$'),
  name text not null,
  address text not null,
  primary key (municipality_id, institution_code)
);

create table lots (
  municipality_id text not null references municipalities,
  lot_number text not null,
  product text not null,
  manufacturer text not null,
  expiry date not null,
  valid_from date not null,
  valid_to date not null,
  primary key (municipality_id, lot_number, product)
);

-- Doses in the books before yoshin. They may be of persons who are no longer residents.
create table earlier_doses (
  municipality_id text not null references municipalities,
  resident_id text not null,
  ticket_number text not null,
  dose_number text not null,
  vaccination_date date not null,
  product text not null,
  lot_number text not null,
  dose_volume_ml text not null,
  institution_code text not null,
  primary key (municipality_id, resident_id, dose_number, vaccination_date, product)
);
