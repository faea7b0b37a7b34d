-- 6
-- Which edition of an account this is: another one each time that it is made, or given a password or a role. A grant is good while
-- its user has the edition that gave it: what a login brings that was under way when the account changed is no more than what it
-- had brought before.
alter table aliquot_user add column edition text;
update aliquot_user set edition = gen_random_uuid()::text;
alter table aliquot_user alter column edition set not null;
alter table aliquot_grant add column user_edition text;
update aliquot_grant g set user_edition = u.edition from aliquot_user u
  where u.name = g.principal and g.grant_type <> 'client_credentials' and g.revoked_at is null and g.created_at >= u.created_at;

-- What a grant's refresh tokens have in common, as SHA-256: any of them but the last is one that was exchanged. Tokens from before
-- have nothing in common; the last of those stays in former_refresh_hash.
alter table aliquot_grant add column refresh_family_hash text;
create index aliquot_grant_refresh_family on aliquot_grant (refresh_family_hash);
