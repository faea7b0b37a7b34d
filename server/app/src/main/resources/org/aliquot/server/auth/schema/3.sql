-- When an app last came with a token of this grant, to the minute, for the user who may take it back.
alter table aliquot_grant add column last_used_at timestamptz;
create index aliquot_grant_principal on aliquot_grant (principal);
