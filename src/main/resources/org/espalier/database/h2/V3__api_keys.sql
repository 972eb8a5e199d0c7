-- Keys that callers send. Of the key itself there is its hash, and in front of that the part that is no secret.
create table api_key (
  id           varchar(12) primary key,
  hash         varchar(64) not null,
  name         varchar(510) not null,
  roles        varchar(100) not null,
  executors    character large object not null,
  created_by   varchar(510) not null,
  created_at   timestamp(6) with time zone not null,
  expires_at   timestamp(6) with time zone,
  revoked_at   timestamp(6) with time zone,
  last_used_at timestamp(6) with time zone
);
create index api_key_by_age on api_key (created_at, id);

-- An idempotency key is its caller's own: the id of the caller stands in front of it.
alter table submission alter column idempotency_key set data type varchar(300);
