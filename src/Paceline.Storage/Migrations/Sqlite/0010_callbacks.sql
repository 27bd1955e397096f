-- Promises to call a person at a time. A chain that has one is not in the queue: the group takes it by its id, when somebody can have it.

-- id: the attempt in which it was booked. agent: whose it is; null: anybody's. missed_by: whose it was when it was missed.
create table callback (
    id text primary key,
    group_id text not null references campaign_group (id),
    chain_id integer not null references chain (id),
    at integer not null,
    zone text not null,
    agent text,
    by text not null,
    note text not null,
    state text not null check (state in ('pending', 'missed', 'done', 'cancelled')),
    missed_by text,
    missed_at integer,
    closed_at integer
) strict, without rowid;
create unique index open_callback on callback (chain_id) where state in ('pending', 'missed');
create index open_callback_of_group on callback (group_id, at) where state in ('pending', 'missed');
create index callback_of_agent on callback (agent, at);
create index callback_missed_by on callback (missed_by, missed_at);

-- What an agent has arranged in the call at hand (JSON), and what waits in an attempt for the end of its call.
alter table agent add column booked text;
alter table attempt add column booking text;
