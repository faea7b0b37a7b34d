create table aliquot_view_table (
  name text primary key,
  -- the fingerprint of the view that it was made by
  definition text not null,
  -- in the feed of changes: what came up to there is in it
  place text not null,
  refreshed timestamptz not null
);
