create table aliquot_export (
  id text primary key,
  -- who may ask for it: client, or client/user
  owner text not null,
  -- which server's data directory holds its files
  server text not null,
  request text not null,
  definition jsonb not null,
  state text not null,
  reason text,
  created timestamptz not null,
  started timestamptz,
  ended timestamptz,
  expires timestamptz,
  made jsonb
);
create index aliquot_export_owner on aliquot_export (owner, created);
