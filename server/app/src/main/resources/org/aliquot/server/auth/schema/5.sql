-- Accounts that log in at an identity provider elsewhere, and have no password here.
alter table aliquot_user add column is_external boolean not null default false;
