-- Keys that callers send. Of the key itself there is its hash, and in front of that the part that is no secret.
create table api_key (
  id           varchar(12) primary key,
  hash         varchar(64) not null,
  name         varchar(255) not null,
  roles        varchar(100) not null,
  executors    text not null,
  created_by   varchar(255) not null,
  created_at   timestamptz not null,
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz
);
create index api_key_by_age on api_key (created_at, id);

-- An idempotency key is its caller's own: the id of the caller stands in front of it.
alter table submission alter column idempotency_key type varchar(300);
