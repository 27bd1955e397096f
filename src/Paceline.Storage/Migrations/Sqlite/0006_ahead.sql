-- Calls that are dialled ahead of their agents (mode Predictive). Until somebody has one its agent is empty: the column was made when every
-- attempt had an agent, and a table is not written anew for a word.
alter table attempt add column ahead integer not null default 0;

-- Since when it rings; null: nothing was heard of it.
alter table attempt add column rings_at integer;

-- Answered, and out of any agent's reach: the message plays.
alter table attempt add column too_late integer not null default 0;

-- Answered, and the node is told to connect it with its agent.
alter table attempt add column bridging integer not null default 0;

-- Agents who take no further call of the group, from now on or after the one at hand.
create table leaving_agent (
    group_id text not null,
    agent text not null,
    plan text not null,
    since integer not null,
    held_until integer,
    primary key (group_id, agent)
) strict, without rowid;

-- What pacing had learned when it was kept last (JSON); null: never.
alter table campaign_group add column pacing text;
alter table campaign_group add column pacing_at integer;
