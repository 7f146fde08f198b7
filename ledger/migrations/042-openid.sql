-- Who may come in by the log-in provider, and as whom (ADR 0032): written by an administrator, never by a log-in.
create table openid_links (
  account_id uuid primary key,
  municipality_id text not null references municipalities,
  -- As the provider calls itself and the person: together they name one person for ever (OpenID Connect Core §2).
  issuer text not null check (issuer <> ''),
  subject text not null check (length(subject) between 1 and 255),
  linked_at timestamptz(3) not null,
  foreign key (municipality_id, account_id) references accounts (municipality_id, account_id),
  -- One person of the provider opens one account, in whichever municipality.
  unique (issuer, subject)
);

grant select, insert, delete on openid_links to yoshin_app;
-- Whose log-in it is, is to be found before anybody is known.
grant select (municipality_id, account_id, issuer, subject) on openid_links to yoshin_installation;
