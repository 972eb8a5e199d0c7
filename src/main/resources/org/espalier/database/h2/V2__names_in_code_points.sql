-- A name has up to 255 code points; H2 counts UTF-16 units, of which each may need two.
alter table tree alter column name set data type varchar(510);
alter table tree alter column user_id set data type varchar(510);
alter table task alter column task_key set data type varchar(510);
alter table task alter column user_id set data type varchar(510);
alter table task alter column name set data type varchar(510);
alter table approval alter column decided_by set data type varchar(510);
