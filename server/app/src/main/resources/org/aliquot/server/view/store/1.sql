create table aliquot_view (
  name text primary key,
  definition text not null,
  changed timestamptz not null
);
