-- What a person works as: the most that apps may be given in their name. Accounts from before had no such bound.
alter table aliquot_user add column role text not null default 'administrator';
alter table aliquot_user alter column role drop default;
