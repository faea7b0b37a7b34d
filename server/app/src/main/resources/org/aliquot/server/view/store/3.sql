-- where the table is: another setting must find it again; '' where that was not noted yet
alter table aliquot_view_table add column in_schema text not null default '';
alter table aliquot_view_table drop constraint aliquot_view_table_pkey;
alter table aliquot_view_table add primary key (in_schema, name);
