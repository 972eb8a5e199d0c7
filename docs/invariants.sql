-- Finds what must not be in an Espalier database. No rows: all is well. Each row names the invariant, the id of the run,
-- task, attempt's task, tree or node, and what was found there. One statement, so that it sees one point in time; it reads
-- only. For PostgreSQL and H2 alike. docs/operations.md says how to run it, docs/reliability.md what the tests do with it.
--
-- [any]   holds at any moment, also in the middle of work and right after a crash: a row is a defect.
-- [20 s]  holds on a system that works, but a death, a start or a stop breaks it for some seconds. Run the script again after
--         20 s: the same row twice is a defect, or no node is up.
--
-- What the tables' own constraints refuse is not looked for here: two rows for one attempt (so each attempt has one end),
-- statuses outside the protocol, an attempt that is in progress and has an end, two active runs of a tree.

with
attempts_of as (
  select run_id, task_id, count(*) as how_many, min(number) as first_number, max(number) as last_number,
    sum(case when status = 'in_progress' then 1 else 0 end) as open_ones,
    sum(case when status = 'completed' then 1 else 0 end) as completed_ones,
    max(case when status = 'completed' then number end) as completed_number,
    -- An attempt that was taken back before its executor was entered did nothing.
    sum(case when error_kind = 'withdrawn' then 0 else 1 end) as entered_ones
  from attempt group by run_id, task_id
),
tasks_of as (
  select run_id, count(*) as how_many,
    sum(case when status = 'pending' then 1 else 0 end) as pending,
    sum(case when status = 'in_progress' then 1 else 0 end) as in_progress,
    sum(case when status = 'completed' then 1 else 0 end) as completed,
    sum(case when status = 'failed' then 1 else 0 end) as failed,
    sum(case when status = 'cancelled' then 1 else 0 end) as cancelled
  from task where run_id is not null group by run_id
),
-- How often a type of event occurs; a quotation mark inside a text is escaped, so that this finds nothing else.
events_of as (
  select run_id, max(id) as last_id,
    max(case when events like '%"type":"run.ended"%' then id end) as end_id,
    sum((length(events) - length(replace(events, '"type":"run.ended"', ''))) / 18) as run_ends,
    sum((length(events) - length(replace(events, '"type":"task.completed"', ''))) / 23) as completed,
    sum((length(events) - length(replace(events, '"type":"task.failed"', ''))) / 20) as failed,
    sum((length(events) - length(replace(events, '"type":"task.cancelled"', ''))) / 23) as cancelled
  from event group by run_id
),
-- Tasks stay with the latest run that ran them, so only a tree's latest run can be compared with its tasks.
latest as (
  select r.* from run r join tree t on t.last_run_id = r.id
),
living as (
  select n.id, n.name, (select count(*) from run r where r.claimed_by = n.id) as owned
  from node n where n.lease_until > current_timestamp
)

-- ------------------------------------------------------------------------------------------ runs and their owners

-- [20 s] A dead node's run is taken over within its lease (10 s) and the claimer's interval, 20 s in all.
select 'run_on_dead_lease' as invariant, cast(r.id as varchar(36)) as id,
  'status ' || r.status || ', claimed by ' || n.name || ', whose lease ended ' || cast(n.lease_until as varchar(40)) as detail
from run r join node n on n.id = r.claimed_by
where n.lease_until < current_timestamp - interval '20' second

-- [any] A claim names a node that there is; nobody would ever take over from one that there is not.
union all
select 'run_of_unknown_node', cast(r.id as varchar(36)), 'status ' || r.status || ', claimed by ' || cast(r.claimed_by as varchar(36))
from run r left join node n on n.id = r.claimed_by
where r.claimed_by is not null and n.id is null

-- [any] A run that is over belongs to nobody.
union all
select 'ended_run_owned', cast(id as varchar(36)), 'status ' || status || ', claimed by ' || cast(claimed_by as varchar(36))
from run where status in ('completed', 'failed', 'cancelled') and claimed_by is not null

-- [any] A run that is running belongs to somebody; nobody looks for one that does not.
union all
select 'running_run_unowned', cast(id as varchar(36)), 'epoch ' || cast(epoch as varchar(20))
from run where status = 'running' and claimed_by is null

-- [any] A claim raises the epoch, and no attempt is of a later claim than the run.
union all
select 'epoch', cast(r.id as varchar(36)), 'claimed in epoch 0' from run r where r.claimed_by is not null and r.epoch < 1
union all
select 'epoch', cast(a.task_id as varchar(36)),
  'attempt ' || cast(a.number as varchar(10)) || ' has epoch ' || cast(a.epoch as varchar(20)) || ', its run ' || cast(r.epoch as varchar(20))
from attempt a join run r on r.id = a.run_id where a.epoch > r.epoch

-- [any] A parked run has a time to wake at or a question that is open or whose answer it has yet to hear, or it would sleep for ever.
union all
select 'parked_for_ever', cast(id as varchar(36)), 'status waiting, no owner, no wake_at'
from run where status = 'waiting' and claimed_by is null and wake_at is null
  and not exists (select 1 from approval a where a.run_id = run.id and (a.status = 'open' or a.due_at is not null))

-- [20 s] A parked run whose time has come is claimed, as long as a node has room: one that owns nothing has.
union all
select 'due_run_forgotten', cast(r.id as varchar(36)), 'due since ' || cast(r.wake_at as varchar(40))
from run r where r.status = 'waiting' and r.claimed_by is null and r.wake_at < current_timestamp - interval '20' second
  and exists (select 1 from living where owned = 0)

-- [20 s] The same for a queued run.
union all
select 'queued_run_forgotten', cast(r.id as varchar(36)), 'created ' || cast(r.created_at as varchar(40))
from run r where r.status = 'queued' and r.claimed_by is null and r.created_at < current_timestamp - interval '20' second
  and exists (select 1 from living where owned = 0)

-- ------------------------------------------------------------------------------------------ runs and their ends

-- [any] A run is over if and only if it has an end.
union all
select 'run_end', cast(id as varchar(36)), 'status ' || status || ', ended_at ' || coalesce(cast(ended_at as varchar(40)), 'null')
from run where (status in ('completed', 'failed', 'cancelled')) <> (ended_at is not null)

-- [any] A run that is running or that ended regularly has begun.
union all
select 'run_start', cast(id as varchar(36)), 'status ' || status || ', no started_at'
from run where status in ('running', 'waiting', 'completed', 'cancelled') and started_at is null

-- [any] Times go forward. The clocks of nodes differ by up to a second from the database's.
union all
select 'run_times', cast(id as varchar(36)), 'started ' || cast(started_at as varchar(40)) || ', ended ' || cast(ended_at as varchar(40))
from run where ended_at < started_at - interval '5' second
union all
select 'attempt_times', cast(task_id as varchar(36)),
  'attempt ' || cast(number as varchar(10)) || ' started ' || cast(started_at as varchar(40)) || ', ended ' || cast(ended_at as varchar(40))
from attempt where ended_at < started_at - interval '5' second

-- [any] active_tree_id is the tree of a run that is not over, and of no other.
union all
select 'active_tree', cast(id as varchar(36)), 'status ' || status || ', active_tree_id ' || coalesce(cast(active_tree_id as varchar(36)), 'null')
from run where (status in ('completed', 'failed', 'cancelled')) <> (active_tree_id is null) or active_tree_id <> tree_id

-- [any] The run's counters are its tasks. Tasks can be deleted once the run is over; then there are fewer than it counts.
union all
select 'run_counts', cast(r.id as varchar(36)),
  'the run counts ' || cast(r.pending as varchar(10)) || '/' || cast(r.in_progress as varchar(10)) || '/' || cast(r.completed as varchar(10))
  || '/' || cast(r.failed as varchar(10)) || '/' || cast(r.cancelled as varchar(10)) || ', its tasks are '
  || cast(coalesce(t.pending, 0) as varchar(10)) || '/' || cast(coalesce(t.in_progress, 0) as varchar(10)) || '/'
  || cast(coalesce(t.completed, 0) as varchar(10)) || '/' || cast(coalesce(t.failed, 0) as varchar(10)) || '/'
  || cast(coalesce(t.cancelled, 0) as varchar(10))
from latest r left join tasks_of t on t.run_id = r.id
where (r.ended_at is null or coalesce(t.how_many, 0) >= r.pending + r.in_progress + r.completed + r.failed + r.cancelled) and (
  r.pending <> coalesce(t.pending, 0) or r.in_progress <> coalesce(t.in_progress, 0) or r.completed <> coalesce(t.completed, 0)
  or r.failed <> coalesce(t.failed, 0) or r.cancelled <> coalesce(t.cancelled, 0))

-- [any] A run's end says what its tasks say. A task made for an element of a list may fail in a run that completes.
union all
select 'run_outcome', cast(id as varchar(36)),
  'status ' || status || ' with ' || cast(pending as varchar(10)) || ' pending, ' || cast(in_progress as varchar(10)) || ' in progress, '
  || cast(failed as varchar(10)) || ' failed, ' || cast(cancelled as varchar(10)) || ' cancelled'
from run
where status = 'completed' and (pending + in_progress > 0 or failed + cancelled > 0
    and not exists (select 1 from task f where f.tree_id = run.tree_id and f.element is not null))
  or status = 'cancelled' and pending + in_progress > 0
  or status = 'failed' and (in_progress > 0 or pending + failed + cancelled = 0)

-- [any] A tree knows its latest run and how many tasks it has.
union all
select 'tree_latest_run', cast(t.id as varchar(36)), 'last_run_id ' || coalesce(cast(t.last_run_id as varchar(36)), 'null')
from tree t join (select tree_id, max(number) as latest_number from run group by tree_id) m on m.tree_id = t.id
join run r on r.tree_id = t.id and r.number = m.latest_number
where t.last_run_id is null or t.last_run_id <> r.id
union all
select 'tree_task_count', cast(t.id as varchar(36)),
  'task_count ' || cast(t.task_count as varchar(10)) || ', tasks ' || cast(coalesce(c.how_many, 0) as varchar(10))
from tree t left join (select tree_id, count(*) as how_many from task group by tree_id) c on c.tree_id = t.id
where t.task_count <> coalesce(c.how_many, 0)

-- ------------------------------------------------------------------------------------------ tasks

-- [any] A task is over if and only if it has an end.
union all
select 'task_end', cast(id as varchar(36)), 'status ' || status || ', completed_at ' || coalesce(cast(completed_at as varchar(40)), 'null')
from task where (status in ('completed', 'failed', 'cancelled')) <> (completed_at is not null)

-- [any] A task of a run has a result if and only if it completed. (One that is in no run was set by hand, copied or links.)
union all
select 'task_result', cast(id as varchar(36)), 'status ' || status || case when result is null then ', no result' else ', a result' end
from task where (status = 'completed') <> (result is not null) and run_id is not null

-- [any] Only a task that waits for its retry, or whose attempt is parked, has a time for it; a parked one has always, unless it waits
--       for tasks it made, or for the answer to a question that is open, or whose answer it has yet to hear.
union all
select 'task_retry', cast(id as varchar(36)), 'status ' || status || ', retry_at ' || cast(retry_at as varchar(40))
from task where retry_at is not null and status <> 'pending' and parked is null
  or parked is not null and (status <> 'in_progress' or retry_at is null and parked not like '{"$elements":%' and not exists (
    select 1 from approval a where a.run_id = task.run_id and a.task_id = task.id and a.attempt = task.attempts
      and (a.status = 'open' or a.due_at is not null)))

-- [any] Progress is 1 for what completed, 0 for what has yet to begin.
union all
select 'task_progress', cast(id as varchar(36)), 'status ' || status || ', progress ' || cast(progress as varchar(30))
from task where progress < 0 or progress > 1 or status = 'completed' and progress <> 1 or status = 'pending' and progress <> 0 and run_id is not null

-- [any] A task is in progress only while its run runs, or was given back and waits to be claimed; or, parked, in a run that is parked or paused.
union all
select 'task_in_stopped_run', cast(t.id as varchar(36)), 'in progress, its run is ' || coalesce(r.status, 'not there')
from task t left join run r on r.id = t.run_id
where t.status = 'in_progress' and t.run_id is not null and (r.id is null or r.status not in ('running', 'queued')
  and (t.parked is null or r.status not in ('waiting', 'paused')))

-- [any] No task that could start is left behind by a run that is over (as it was then: not one edited since): each requires one that did not complete.
-- An optional dependency holds nothing up in the end, since one that is pending then can never start. A failed tree of a hundred thousand tasks makes this
-- take minutes: each of its pending tasks is held against the tasks of its tree.
union all
select 'ready_task_forgotten', cast(t.id as varchar(36)), 'pending, its run is ' || r.status || ', and it requires nothing that did not complete'
from task t join latest r on r.id = t.run_id
where t.status = 'pending' and t.element is null and r.status in ('completed', 'failed', 'cancelled') and t.updated_at <= r.ended_at
  and not exists (
    select 1 from task d
    where d.tree_id = t.tree_id and d.status <> 'completed'
      and t.dependencies like '%"id":"' || cast(d.id as varchar(36)) || '","required":true%')

-- [any] A task that waits for the tasks it made for the elements of a list ends with the last of them.
union all
select 'elements_over', cast(t.id as varchar(36)), 'in progress, and of the tasks it made none is left'
from task t
where t.status = 'in_progress' and t.parked like '{"$elements":%' and not exists (
  select 1 from task e
  where e.tree_id = t.tree_id and e.parent_id = t.id and e.element is not null and e.status in ('pending', 'in_progress'))

-- [any] A task made for an element ends with the one that made it at the latest.
union all
select 'element_forgotten', cast(e.id as varchar(36)), 'status ' || e.status || ', the task that made it is ' || t.status
from task e join task t on t.tree_id = e.tree_id and t.id = e.parent_id
where e.element is not null and e.run_id = t.run_id and e.status in ('pending', 'in_progress')
  and t.status in ('completed', 'failed', 'cancelled')

-- [any] There is one task for each element, from 0 on, once all are stored.
union all
select 'elements', cast(t.id as varchar(36)),
  cast(count(*) as varchar(10)) || ' tasks for the elements ' || cast(min(e.element) as varchar(10)) || ' to ' || cast(max(e.element) as varchar(10))
from task t join task e on e.tree_id = t.tree_id and e.parent_id = t.id
where e.element is not null and t.parked like '{"$elements":%'
group by t.id having min(e.element) <> 0 or count(*) <> max(e.element) + 1 or count(*) <> count(distinct e.element)

-- ------------------------------------------------------------------------------------------ attempts

-- [any] A task is in progress if and only if one attempt of it is, and that in its run.
union all
select 'open_attempt', cast(t.id as varchar(36)),
  'status ' || t.status || ', open attempts ' || cast(coalesce(a.open_ones, 0) as varchar(10))
from task t left join attempts_of a on a.run_id = t.run_id and a.task_id = t.id
where coalesce(a.open_ones, 0) <> case when t.status = 'in_progress' then 1 else 0 end and t.run_id is not null

-- [any] No attempt is open in a run that is over.
union all
select 'open_attempt_in_ended_run', cast(a.task_id as varchar(36)),
  'attempt ' || cast(a.number as varchar(10)) || ', its run is ' || r.status
from attempt a join run r on r.id = a.run_id
where a.status = 'in_progress' and r.status in ('completed', 'failed', 'cancelled')

-- [any] A transactional task that has had its effect does not fail and is not cancelled in that run (docs/adr/0015-effects.md; the
--       one exception is a commit whose answer was lost on the last attempt the task has).
union all
select 'effect_without_completion', cast(e.task_id as varchar(36)), 'has had its effect, and is ' || t.status
from effect e join task t on t.id = e.task_id and t.run_id = e.run_id
where t.status in ('failed', 'cancelled')

-- [any] Attempts are numbered from 1 without gaps.
union all
select 'attempt_numbers', cast(task_id as varchar(36)),
  cast(how_many as varchar(10)) || ' attempts, numbered ' || cast(first_number as varchar(10)) || ' to ' || cast(last_number as varchar(10))
from attempts_of where first_number <> 1 or last_number <> how_many

-- [any] The task knows how many there are in its run.
union all
select 'task_attempts', cast(t.id as varchar(36)),
  'the task counts ' || cast(t.attempts as varchar(10)) || ' attempts, there are ' || cast(coalesce(a.how_many, 0) as varchar(10))
from task t left join attempts_of a on a.run_id = t.run_id and a.task_id = t.id
where t.attempts <> coalesce(a.how_many, 0)

-- [any] One attempt at most completes, and nothing comes after it.
union all
select 'completed_twice', cast(task_id as varchar(36)),
  cast(completed_ones as varchar(10)) || ' completed attempts, the last is ' || cast(completed_number as varchar(10)) || ' of '
  || cast(last_number as varchar(10))
from attempts_of where completed_ones > 1 or completed_number < last_number

-- [any] A task completed if and only if an attempt of it did, in its run; or none was made because its run_if was not met.
union all
select 'completed_attempt', cast(t.id as varchar(36)),
  'status ' || t.status || ', completed attempts ' || cast(coalesce(a.completed_ones, 0) as varchar(10))
from task t left join attempts_of a on a.run_id = t.run_id and a.task_id = t.id
where (t.status = 'completed' and not (t.attempts = 0 and t.result = '{"skipped":true}')) <> (coalesce(a.completed_ones, 0) > 0)
  and t.run_id is not null

-- [any] A task that is at_most_once enters its executor once in a run (unless it was made so later).
union all
select 'at_most_once', cast(t.id as varchar(36)), cast(a.entered_ones as varchar(10)) || ' attempts'
from task t join attempts_of a on a.task_id = t.id
where t.at_most_once = true and a.entered_ones > 1

-- [any] An attempt that completed has no error, one that did not has.
union all
select 'attempt_error', cast(task_id as varchar(36)), 'attempt ' || cast(number as varchar(10)) || ' is ' || status
from attempt
where status in ('in_progress', 'completed') and error is not null or status in ('failed', 'cancelled', 'lost') and error is null

-- [any] An attempt belongs to a run that there is. Its task may have been deleted since.
union all
select 'stray_attempt', cast(a.task_id as varchar(36)), 'attempt ' || cast(a.number as varchar(10)) || ' of run ' || cast(a.run_id as varchar(36))
from attempt a left join run r on r.id = a.run_id where r.id is null

-- ------------------------------------------------------------------------------------------ questions to persons

-- [any] A question is open, or its answer is yet to be heard, only while the attempt that asked is parked.
union all
select 'question_of_nobody', cast(a.task_id as varchar(36)),
  'approval ' || cast(a.id as varchar(36)) || ' is ' || a.status || ', its task is ' || coalesce(t.status, 'not there')
from approval a left join task t on t.id = a.task_id and t.run_id = a.run_id
where (a.status = 'open' or a.due_at is not null)
  and (t.id is null or t.status <> 'in_progress' or t.parked is null or t.retry_at is not null or t.attempts <> a.attempt)

-- [20 s] A run hears of a decision, and a deadline is kept, as long as a node has room: one that owns nothing has, and so has the
--        run's own. A run that is paused hears of it when it is resumed.
union all
select 'decision_forgotten', cast(a.run_id as varchar(36)),
  'approval ' || cast(a.id as varchar(36)) || ' is ' || a.status || ', due since ' || cast(a.due_at as varchar(40))
from approval a join run r on r.id = a.run_id
where a.due_at < current_timestamp - interval '20' second and (a.status = 'open' or r.status in ('running', 'waiting'))
  and exists (select 1 from living where owned = 0 or id = r.claimed_by)

-- ------------------------------------------------------------------------------------------ events

-- [any] A run's log has one run.ended if the run is over and none if it is not, and it is in the last row.
union all
select 'run_ended_event', cast(r.id as varchar(36)), 'status ' || r.status || ', run.ended ' || cast(coalesce(e.run_ends, 0) as varchar(10)) || ' times'
from run r left join events_of e on e.run_id = r.id
where coalesce(e.run_ends, 0) <> case when r.status in ('completed', 'failed', 'cancelled') then 1 else 0 end
union all
select 'event_after_end', cast(run_id as varchar(36)), 'row ' || cast(last_id as varchar(20)) || ' comes after the end in row ' || cast(end_id as varchar(20))
from events_of where end_id < last_id

-- [any] The log tells the end of as many tasks as ended.
union all
select 'task_end_events', cast(r.id as varchar(36)),
  'completed, failed, cancelled: ' || cast(coalesce(e.completed, 0) as varchar(10)) || '/' || cast(coalesce(e.failed, 0) as varchar(10)) || '/'
  || cast(coalesce(e.cancelled, 0) as varchar(10)) || ' events, ' || cast(r.completed as varchar(10)) || '/' || cast(r.failed as varchar(10))
  || '/' || cast(r.cancelled as varchar(10)) || ' tasks'
from run r left join events_of e on e.run_id = r.id
where coalesce(e.completed, 0) <> r.completed or coalesce(e.failed, 0) <> r.failed or coalesce(e.cancelled, 0) <> r.cancelled

-- [any] Events belong to a run that there is.
union all
select 'stray_events', cast(e.run_id as varchar(36)), 'rows up to ' || cast(e.last_id as varchar(20))
from events_of e left join run r on r.id = e.run_id where r.id is null

order by 1, 2;
