-- Who may ask for tokens, who has some, and what signs. Tokens, codes and secrets stand here as SHA-256 alone: whoever reads
-- this database cannot use them. The exception is aliquot_signing_key, which signs id_tokens and nothing that opens this server.

create table aliquot_client (
  client_id     text primary key,
  name          text not null,
  kind          text not null,
  secret_hash   text,
  redirect_uris text not null default '',
  launch_uri    text,
  scopes        text not null,
  jwks          text,
  jwks_url      text,
  created_at    timestamptz not null,
  revoked_at    timestamptz
);

create table aliquot_user (
  name            text primary key,
  password_hash   text not null,
  is_one_time     boolean not null,
  fhir_user       text,
  failures        int not null default 0,
  locked_until    timestamptz,
  created_at      timestamptz not null
);

-- One row for each time that a client was let in: its code, then its tokens, renewed in place.
create table aliquot_grant (
  id                     text primary key,
  version                bigint not null,
  client_id              text not null references aliquot_client,
  principal              text not null,
  grant_type             text not null,
  scopes                 text not null,
  context                text not null,
  code_hash              text,
  code_issued_at         timestamptz,
  code_expires_at        timestamptz,
  code_used              boolean not null default false,
  access_hash            text,
  access_scopes          text,
  access_issued_at       timestamptz,
  access_expires_at      timestamptz,
  refresh_hash           text,
  refresh_issued_at      timestamptz,
  refresh_expires_at     timestamptz,
  former_refresh_hash    text,
  identified_at          timestamptz,
  revoked_at             timestamptz,
  created_at             timestamptz not null
);
create unique index aliquot_grant_code on aliquot_grant (code_hash);
create unique index aliquot_grant_access on aliquot_grant (access_hash);
create unique index aliquot_grant_refresh on aliquot_grant (refresh_hash);
create index aliquot_grant_former_refresh on aliquot_grant (former_refresh_hash);
create index aliquot_grant_client on aliquot_grant (client_id);

-- Signed assertions that were used, until they expire: none is taken twice.
create table aliquot_used_assertion (
  client_id  text not null,
  jti        text not null,
  expires_at timestamptz not null,
  primary key (client_id, jti)
);

-- In what context an EHR is about to launch an app.
create table aliquot_launch (
  launch_hash text primary key,
  context     text not null,
  expires_at  timestamptz not null
);

-- Keys that sign id_tokens; the newest signs, the others are still published.
create table aliquot_signing_key (
  kid        text primary key,
  jwk        text not null,
  created_at timestamptz not null
);
