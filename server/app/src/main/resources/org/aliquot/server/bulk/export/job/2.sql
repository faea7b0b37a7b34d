-- how often it was begun, less what ended in good order: one that ends the server is not begun for ever
alter table aliquot_export add column starts int not null default 0;
