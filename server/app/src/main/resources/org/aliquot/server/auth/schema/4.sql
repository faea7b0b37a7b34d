-- What an account's authenticator app knows, and the step (30 seconds each, from 1970 on) of the last code that was taken. The
-- secret stands here as it is: codes are computed from it, a hash of it would be of no use.
alter table aliquot_user add column totp_secret bytea;
alter table aliquot_user add column totp_last_step bigint;
