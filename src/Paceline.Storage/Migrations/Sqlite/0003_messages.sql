-- What agents are told: news of their campaigns, and what a supervisor writes. Why rows of their own: an agent who closed a warning still
-- reads it, marks it and deletes it, and none of that is a decision of the ring.

-- What a campaign is for, in the company's words; and since when it stands where it stands, by whom: an agent who signs in later is told.
alter table campaign_group add column description text not null default '';
alter table campaign_group add column phase_at integer not null default 0;
alter table campaign_group add column phase_by text not null default '';

-- began: of which load, start, stop … a notice tells; the same one is not told twice. null: it is no campaign's.
create table message (
    id integer primary key autoincrement,
    agent text not null references agent (id),
    kind text not null check (kind in (
        'CampaignLoaded', 'CampaignStarted', 'CampaignStartedBefore', 'CampaignStopped', 'CampaignUnloaded', 'CampaignModeSet',
        'Supervisor', 'System')),
    campaign text,
    mode text,
    by text not null,
    priority text not null check (priority in ('Normal', 'High')),
    text text not null,
    at integer not null,
    began integer,
    read integer not null default 0,
    acknowledged integer not null default 0
) strict;
create index message_of_agent on message (agent, id);

-- Rises with every change of an agent's messages: the number of a snapshot. Triggers and not code keep it, whoever changes them.
create table mailbox (
    agent text primary key,
    number integer not null
) strict, without rowid;

create trigger message_added after insert on message begin
    insert into mailbox (agent, number) values (new.agent, 1) on conflict do update set number = number + 1;
    -- The newest 200 of an agent are kept.
    delete from message where agent = new.agent
        and id <= (select id from message where agent = new.agent order by id desc limit 1 offset 200);
end;

create trigger message_changed after update on message begin
    update mailbox set number = number + 1 where agent = new.agent;
end;

create trigger message_deleted after delete on message begin
    update mailbox set number = number + 1 where agent = old.agent;
end;
