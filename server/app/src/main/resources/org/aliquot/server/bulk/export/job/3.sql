-- which servers there are: what one leaves behind that does not come back is ended by the others
create table aliquot_export_server (
  server text primary key,
  -- last
  heard timestamptz not null,
  -- from then on again and again, up to heard: the database was there, and would have heard of others, too
  since timestamptz not null
);
-- of those before this table nothing was heard yet
insert into aliquot_export_server select distinct server, now(), now() from aliquot_export;
