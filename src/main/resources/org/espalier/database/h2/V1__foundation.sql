-- A tree is known by the id of its root task.
create table tree (
  id          uuid primary key,
  name        varchar(255) not null,
  user_id     varchar(255),
  task_count  integer not null,
  created_at  timestamp(6) with time zone not null,
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
  dependencies  character large object not null,
  inputs        character large object not null,
  params        character large object,
  schemas       character large object,
  retry         character large object,
  timeout_ms    bigint,
  at_most_once  boolean not null,
  run_if        character large object,
  created_at    timestamp(6) with time zone not null,
  version       bigint not null default 0,
  status        varchar(16) not null,
  progress      double precision not null,
  result        character large object,
  error         character large object,
  attempts      integer not null,
  run_id        uuid,
  parked        character large object,
  retry_at      timestamp(6) with time zone,
  started_at    timestamp(6) with time zone,
  completed_at  timestamp(6) with time zone,
  updated_at    timestamp(6) with time zone not null,
  original_task_id uuid,
  origin_type   varchar(8),
  schedule_type       varchar(16),
  schedule_expression varchar(100),
  schedule_enabled    boolean not null default false,
  schedule_start_at   timestamp(6) with time zone,
  schedule_end_at     timestamp(6) with time zone,
  max_runs            integer,
  next_run_at         timestamp(6) with time zone,
  last_run_at         timestamp(6) with time zone,
  run_count           integer not null default 0,
  counted_run_id      uuid,
  check (status in ('pending', 'in_progress', 'completed', 'failed', 'cancelled')),
  check (priority between 0 and 3),
  check (origin_type in ('link', 'copy', 'archive'))
);
create index task_by_tree on task (tree_id, ordinal);
create index task_by_original on task (original_task_id);
create index task_by_key on task (task_key);
create index task_due on task (schedule_enabled, next_run_at);
create index task_scheduled on task (schedule_type, created_at, id);

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
  inputs           character large object,
  created_at       timestamp(6) with time zone not null,
  started_at       timestamp(6) with time zone,
  ended_at         timestamp(6) with time zone,
  wake_at          timestamp(6) with time zone,
  claimed_by       uuid,
  node             varchar(255),
  epoch            bigint not null,
  revision         bigint not null,
  request          varchar(16),
  cancellations    character large object,
  options          varchar(64),
  job_execution_id bigint,
  pending          integer not null,
  in_progress      integer not null,
  completed        integer not null,
  failed           integer not null,
  cancelled        integer not null,
  progress         double precision not null,
  error            character large object,
  unique (tree_id, number),
  check (status in ('queued', 'running', 'waiting', 'paused', 'completed', 'failed', 'cancelled')),
  check ((active_tree_id is null) = (status in ('completed', 'failed', 'cancelled')))
);
create index run_queued on run (status, priority, created_at);
create index run_waiting on run (status, wake_at);
create index run_claimed on run (claimed_by);
create index run_by_age on run (created_at, id);

create table attempt (
  run_id     uuid not null,
  task_id    uuid not null,
  number     integer not null,
  tree_id    uuid not null,
  epoch      bigint not null,
  status     varchar(16) not null,
  started_at timestamp(6) with time zone not null,
  ended_at   timestamp(6) with time zone,
  node       varchar(255) not null,
  inputs     character large object,
  result     character large object,
  error      character large object,
  error_kind varchar(100),
  retryable  boolean,
  primary key (run_id, task_id, number),
  check (status in ('in_progress', 'completed', 'failed', 'cancelled', 'lost')),
  check ((ended_at is null) = (status = 'in_progress'))
);

-- What a transactional task did, and its result; written in the transaction that did it.
create table effect (
  run_id  uuid not null,
  task_id uuid not null,
  result  character large object not null,
  at      timestamp(6) with time zone not null default current_timestamp,
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
  question   character large object not null,
  asked_at   timestamp(6) with time zone not null,
  deadline   timestamp(6) with time zone,
  due_at     timestamp(6) with time zone,
  decided_by varchar(255),
  decided_at timestamp(6) with time zone,
  comment    character large object,
  form       character large object,
  unique (run_id, task_id, attempt),
  check (status in ('open', 'approved', 'rejected', 'expired', 'withdrawn')),
  check ((decided_at is not null) = (status in ('approved', 'rejected', 'expired')))
);
create index approval_by_age on approval (asked_at, id);
create index approval_by_status on approval (status, asked_at, id);
create index approval_by_task on approval (task_id);
create index approval_by_tree on approval (tree_id);
create index approval_due on approval (due_at);

-- One row holds what one commit did to one run, as a JSON array of events.
create table event (
  id      bigint generated always as identity primary key,
  run_id  uuid not null,
  tree_id uuid not null,
  at      timestamp(6) with time zone not null,
  events  character large object not null
);
create index event_by_run on event (run_id, id);

-- How far the receiver of a run's events was told. due_at is also when a claim of it is over.
create table webhook (
  run_id     uuid primary key references run (id) on delete cascade,
  config     character large object not null,
  next_row   bigint not null,
  next_index integer not null,
  attempts   integer not null,
  due_at     timestamp(6) with time zone not null,
  claim      uuid,
  is_open    boolean not null
);
create index webhook_due on webhook (is_open, due_at);

create table delivery (
  id          bigint generated always as identity primary key,
  run_id      uuid not null references run (id) on delete cascade,
  event       varchar(40) not null,
  type        varchar(40) not null,
  attempt     integer not null,
  status      varchar(16) not null,
  http_status integer,
  error       character large object,
  took_ms     bigint not null,
  at          timestamp(6) with time zone not null
);
create index delivery_by_run on delivery (run_id, id);

-- Signatures of calls that started a run, as long as they could be sent again.
create table webhook_call (
  signature varchar(64) primary key,
  at        timestamp(6) with time zone not null
);

create table node (
  id          uuid primary key,
  name        varchar(255) not null,
  started_at  timestamp(6) with time zone not null,
  lease_until timestamp(6) with time zone not null
);

create table submission (
  idempotency_key varchar(255) primary key,
  body_hash       varchar(64) not null,
  tree_ids        character large object not null,
  created_at      timestamp(6) with time zone not null
);
