-- Who did what. Each row's hash is over the row before and its event, so that a row that was changed, taken out or put in
-- breaks the chain from there on ("aliquot audit verify"). The other columns are read from the event and serve searches.

create table aliquot_audit (
  seq       bigint primary key,
  recorded  timestamptz not null,
  type      text not null,
  subtype   text not null,
  action    text not null,
  outcome   text not null,
  client    text,
  username  text,
  fhir_user text,
  address   text,
  patient   text,
  resource  text,
  event     text not null,
  hash      bytea not null
);
create index aliquot_audit_recorded on aliquot_audit using brin (recorded);
create index aliquot_audit_patient on aliquot_audit (patient, seq) where patient is not null;
create index aliquot_audit_resource on aliquot_audit (resource, seq) where resource is not null;
create index aliquot_audit_who on aliquot_audit (username, seq) where username is not null;

-- The last row's number and hash; held by whoever appends. The first row is the one after "first", whose predecessor had this hash.
create table aliquot_audit_head (
  singleton  boolean primary key default true check (singleton),
  seq        bigint not null,
  hash       bytea not null,
  first      bigint not null,
  first_hash bytea not null
);
insert into aliquot_audit_head (seq, hash, first, first_hash) values (0, '\x', 0, '\x');

-- How far each server's journal has come, committed with its rows.
create table aliquot_audit_journal (
  identity text primary key,
  file     bigint not null,
  place    bigint not null
);

-- For everybody, the server too: rows are added. Old ones go by "aliquot audit trim" alone, which says so.
create function aliquot_audit_refuse() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('aliquot.audit_trim', true) = 'on' then
    return null;
  end if;
  raise exception 'aliquot_audit is only added to (% refused); old entries go by "aliquot audit trim"', tg_op;
end $$;
create trigger aliquot_audit_append_only before update or delete or truncate on aliquot_audit
  for each statement execute function aliquot_audit_refuse();
