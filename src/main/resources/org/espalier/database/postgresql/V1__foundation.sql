-- A tree is known by the id of its root task.
create table tree (
  id          uuid primary key,
  name        varchar(255) not null,
  user_id     varchar(255),
  task_count  integer not null,
  created_at  timestamptz not null,
  last_run_id uuid,
  -- every run lays fields of results flat among the inputs of dependents
  merges_flat boolean not null default false
);
create index tree_by_age on tree (created_at, id);

-- Definition first, state second; only the run's owner writes the state.
create table task (
  id            uuid primary key,
  tree_id       uuid not null references tree (id) on delete cascade,
  ordinal       integer not null,
  parent_id     uuid,
  element       integer,
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
  original_task_id uuid,
  origin_type   varchar(8),
  schedule_type       varchar(16),
  schedule_expression varchar(100),
  schedule_enabled    boolean not null default false,
  schedule_start_at   timestamptz,
  schedule_end_at     timestamptz,
  max_runs            integer,
  next_run_at         timestamptz,
  last_run_at         timestamptz,
  run_count           integer not null default 0,
  counted_run_id      uuid,
  check (status in ('pending', 'in_progress', 'completed', 'failed', 'cancelled')),
  check (priority between 0 and 3),
  check (origin_type in ('link', 'copy', 'archive'))
) with (fillfactor = 80);
create index task_by_tree on task (tree_id, ordinal);
create index task_by_original on task (original_task_id) where original_task_id is not null;
create index task_by_key on task (task_key) where task_key is not null;
create index task_due on task (next_run_at) where schedule_enabled;
create index task_scheduled on task (created_at, id) where schedule_type is not null;

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
  cancellations    text,
  options          varchar(64),
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

-- What a transactional task did, and its result; written in the transaction that did it.
create table effect (
  run_id  uuid not null,
  task_id uuid not null,
  result  text not null,
  at      timestamptz not null default current_timestamp,
  primary key (run_id, task_id)
);

-- A question to a person. due_at: the deadline while it is open; then since when the run is to hear of the decision; null
-- once it has.
create table approval (
  id         uuid primary key,
  run_id     uuid not null references run (id) on delete cascade,
  task_id    uuid not null,
  attempt    integer not null,
  tree_id    uuid not null,
  status     varchar(16) not null,
  question   text not null,
  asked_at   timestamptz not null,
  deadline   timestamptz,
  due_at     timestamptz,
  decided_by varchar(255),
  decided_at timestamptz,
  comment    text,
  form       text,
  unique (run_id, task_id, attempt),
  check (status in ('open', 'approved', 'rejected', 'expired', 'withdrawn')),
  check ((decided_at is not null) = (status in ('approved', 'rejected', 'expired')))
);
create index approval_by_age on approval (asked_at, id);
create index approval_by_status on approval (status, asked_at, id);
create index approval_by_task on approval (task_id);
create index approval_by_tree on approval (tree_id);
create index approval_due on approval (due_at) where due_at is not null;

-- One row holds what one commit did to one run, as a JSON array of events.
create table event (
  id      bigint generated always as identity primary key,
  run_id  uuid not null,
  tree_id uuid not null,
  at      timestamptz not null,
  events  text not null
);
create index event_by_run on event (run_id, id);

-- How far the receiver of a run's events was told. due_at is also when a claim of it is over.
create table webhook (
  run_id     uuid primary key references run (id) on delete cascade,
  config     text not null,
  next_row   bigint not null,
  next_index integer not null,
  attempts   integer not null,
  due_at     timestamptz not null,
  claim      uuid,
  is_open    boolean not null
);
create index webhook_due on webhook (due_at) where is_open;

create table delivery (
  id          bigint generated always as identity primary key,
  run_id      uuid not null references run (id) on delete cascade,
  event       varchar(40) not null,
  type        varchar(40) not null,
  attempt     integer not null,
  status      varchar(16) not null,
  http_status integer,
  error       text,
  took_ms     bigint not null,
  at          timestamptz not null
);
create index delivery_by_run on delivery (run_id, id);

-- Signatures of calls that started a run, as long as they could be sent again.
create table webhook_call (
  signature varchar(64) primary key,
  at        timestamptz not null
);

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
