-- A name has up to 255 code points, which is what PostgreSQL counts: only H2 needs wider columns.
select 1;
