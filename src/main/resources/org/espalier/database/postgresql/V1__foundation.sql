-- A tree is known by the id of its root task.
create table tree (
  id          uuid primary key,
  name        varchar(255) not null,
  user_id     varchar(255),
  task_count  integer not null,
  created_at  timestamptz not null,
  last_run_id uuid
);
create index tree_by_age on tree (created_at, id);

-- Definition first, state second; only the run's owner writes the state.
create table task (
  id            uuid primary key,
  tree_id       uuid not null references tree (id) on delete cascade,
  ordinal       integer not null,
  parent_id     uuid,
  task_key      varchar(255),
  user_id       varchar(255),
  name          varchar(255) not null,
  executor      varchar(255) not null,
  priority      smallint not null,
  dependencies  text not null,
  inputs        text not null,
  params        text,
  schemas       text,
  retry         text,
  timeout_ms    bigint,
  at_most_once  boolean not null,
  run_if        text,
  created_at    timestamptz not null,
  version       bigint not null default 0,
  status        varchar(16) not null,
  progress      double precision not null,
  result        text,
  error         text,
  attempts      integer not null,
  run_id        uuid,
  parked        text,
  retry_at      timestamptz,
  started_at    timestamptz,
  completed_at  timestamptz,
  updated_at    timestamptz not null,
  check (status in ('pending', 'in_progress', 'completed', 'failed', 'cancelled')),
  check (priority between 0 and 3)
) with (fillfactor = 80);
create index task_by_tree on task (tree_id, ordinal);

-- claimed_by, epoch: who may write this run. revision: which write is next.
-- active_tree_id is the tree while the run is not over: unique, so one run of a tree at a time.
create table run (
  id               uuid primary key,
  tree_id          uuid not null references tree (id) on delete cascade,
  active_tree_id   uuid unique,
  number           integer not null,
  status           varchar(16) not null,
  scope            varchar(16) not null,
  started_by       varchar(16) not null,
  priority         smallint not null,
  inputs           text,
  created_at       timestamptz not null,
  started_at       timestamptz,
  ended_at         timestamptz,
  wake_at          timestamptz,
  claimed_by       uuid,
  node             varchar(255),
  epoch            bigint not null,
  revision         bigint not null,
  request          varchar(16),
  job_execution_id bigint,
  pending          integer not null,
  in_progress      integer not null,
  completed        integer not null,
  failed           integer not null,
  cancelled        integer not null,
  progress         double precision not null,
  error            text,
  unique (tree_id, number),
  check (status in ('queued', 'running', 'waiting', 'paused', 'completed', 'failed', 'cancelled')),
  check ((active_tree_id is null) = (status in ('completed', 'failed', 'cancelled')))
) with (fillfactor = 60);
create index run_queued on run (priority, created_at) where status = 'queued' and claimed_by is null;
create index run_waiting on run (wake_at) where status = 'waiting' and claimed_by is null;
create index run_claimed on run (claimed_by) where claimed_by is not null;
create index run_by_age on run (created_at, id);

create table attempt (
  run_id     uuid not null,
  task_id    uuid not null,
  number     integer not null,
  tree_id    uuid not null,
  epoch      bigint not null,
  status     varchar(16) not null,
  started_at timestamptz not null,
  ended_at   timestamptz,
  node       varchar(255) not null,
  inputs     text,
  result     text,
  error      text,
  error_kind varchar(100),
  retryable  boolean,
  primary key (run_id, task_id, number),
  check (status in ('in_progress', 'completed', 'failed', 'cancelled', 'lost')),
  check ((ended_at is null) = (status = 'in_progress'))
) with (fillfactor = 90);

-- One row holds what one commit did to one run, as a JSON array of events.
create table event (
  id      bigint generated always as identity primary key,
  run_id  uuid not null,
  tree_id uuid not null,
  at      timestamptz not null,
  events  text not null
);
create index event_by_run on event (run_id, id);

create table node (
  id          uuid primary key,
  name        varchar(255) not null,
  started_at  timestamptz not null,
  lease_until timestamptz not null
);

create table submission (
  idempotency_key varchar(255) primary key,
  body_hash       varchar(64) not null,
  tree_ids        text not null,
  created_at      timestamptz not null
);

-- Ends a statement that finds what must not be; the transaction is rolled back.
create function espalier_refuse(why text) returns uuid language plpgsql as $$
begin
  raise exception '%', why using errcode = 'ES001';
end
$$;
