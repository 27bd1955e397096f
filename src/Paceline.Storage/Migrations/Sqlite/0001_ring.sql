-- The first schema: rows of the two writers (campaign group and agent), the calling lists with their queue, and the facts.
-- Why rows beside facts: an activation starts from rows and never folds months of history.
-- Times are ticks of 100 ns since 1970-01-01 UTC: they order as integers and lose nothing of the clock.

create table writer (
    id text primary key,
    version integer not null
) strict, without rowid;

-- Append-only. autoincrement, because a number must never come twice, not even after a deletion.
create table fact (
    number integer primary key autoincrement,
    writer text not null,
    version integer not null,
    at integer not null,
    word text not null,
    json text not null
) strict;

-- Commands that nobody is known to have got yet.
create table outgoing_order (
    number integer primary key autoincrement,
    writer text not null,
    json text not null
) strict;
create index outgoing_order_of_writer on outgoing_order (writer, number);

create table receipt (
    user text not null,
    route text not null,
    key text not null,
    body_hash text not null,
    status integer not null,
    answer text not null,
    at integer not null,
    primary key (user, route, key)
) strict, without rowid;
create index receipt_by_age on receipt (at);

create table campaign_group (
    id text primary key,
    name text not null,
    rules text not null,
    phase text not null default 'Loaded',
    mode text not null default 'Progressive'
) strict, without rowid;

-- One list per group yet; records name it, so that a second one needs no new key.
create table calling_list (
    id integer primary key,
    group_id text not null unique references campaign_group (id)
) strict;

create table import (
    id integer primary key,
    list_id integer not null references calling_list (id),
    at integer not null
) strict;

-- zone is that of the record at position: the queue is keyed by it.
create table chain (
    id integer primary key,
    group_id text not null references campaign_group (id),
    position integer not null,
    attempts integer not null,
    streak_word text not null,
    streak_count integer not null,
    state text not null check (state in ('untouched', 'waiting', 'open', 'finished')),
    zone text not null,
    due_at integer not null,
    finished_why text
) strict;

create table record (
    id integer primary key,
    list_id integer not null references calling_list (id),
    chain_id integer not null references chain (id),
    position integer not null,
    number text not null,
    zone text not null,
    contact text not null,
    fields text not null,
    import_id integer not null references import (id),
    row integer not null
) strict;
create unique index record_of_number on record (list_id, number);
create unique index record_of_chain on record (chain_id, position);

-- How many chains stand where. Triggers and not code keep it: it is derived from chain, whoever changes that.
create table chain_count (
    group_id text not null,
    state text not null,
    chains integer not null,
    primary key (group_id, state)
) strict, without rowid;

create trigger chain_added after insert on chain begin
    insert into chain_count (group_id, state, chains) values (new.group_id, new.state, 1)
    on conflict (group_id, state) do update set chains = chains + 1;
end;

create trigger chain_moved after update of state on chain when old.state <> new.state begin
    update chain_count set chains = chains - 1 where group_id = old.group_id and state = old.state;
    insert into chain_count (group_id, state, chains) values (new.group_id, new.state, 1)
    on conflict (group_id, state) do update set chains = chains + 1;
end;

-- Narrow, and by zone before time: a closed zone is never scanned, a claim is one range of the key.
create table queue (
    group_id text not null,
    zone text not null,
    due_at integer not null,
    chain_id integer not null,
    primary key (group_id, zone, due_at, chain_id)
) strict, without rowid;

-- Claimed, and used by no commit yet.
create table lease (
    chain_id integer primary key,
    group_id text not null
) strict;
create index lease_of_group on lease (group_id);

create table attempt (
    id text primary key,
    group_id text not null,
    chain_id integer not null,
    record_id integer not null,
    number text not null,
    agent text not null,
    offer integer not null,
    epoch text not null,
    handing text not null,
    chain text not null,
    phase text not null
        check (phase in ('reserving', 'previewing', 'ordered', 'dialing', 'answered', 'bridged', 'ended', 'withdrawn')),
    reserved_at integer not null,
    ordered_at integer,
    valid_until integer,
    placed integer not null default 0,
    alerting integer not null default 0,
    answered integer not null default 0,
    answered_at integer,
    bridged_at integer,
    cancel_ordered integer not null default 0,
    invite_left integer not null default 0,
    ended_at integer,
    result text,
    cause text,
    evidence text,
    interrupted integer not null default 0,
    outcome text,
    said text,
    note text,
    closed_at integer
) strict, without rowid;

-- Never twice: a number has one attempt that is not closed, in all campaigns together.
create unique index open_number on attempt (number) where closed_at is null;
create unique index open_chain on attempt (chain_id) where closed_at is null;
create index open_attempt on attempt (group_id) where closed_at is null;
create index attempt_of_chain on attempt (chain_id, reserved_at);
create index attempt_of_group on attempt (group_id);
create index attempt_of_number on attempt (number, reserved_at);

create table quarantine (
    number text primary key,
    until integer not null
) strict, without rowid;

create table suppression (
    number text primary key,
    reason text not null,
    by text not null,
    at integer not null
) strict, without rowid;
create index suppression_by_age on suppression (at);

create table free_agent (
    group_id text not null,
    agent text not null,
    offer integer not null,
    epoch text not null,
    since integer not null,
    asked integer not null default 0,
    primary key (group_id, agent)
) strict, without rowid;

-- Days since 1970-01-01 UTC; those before the legal window are deleted.
create table abandonment_day (
    group_id text not null,
    day integer not null,
    answered integer not null,
    abandoned integer not null,
    primary key (group_id, day)
) strict, without rowid;

create table user (
    id text primary key,
    name text not null,
    role text not null check (role in ('agent', 'supervisor', 'machine')),
    group_id text references campaign_group (id)
) strict, without rowid;

create table agent (
    id text primary key references user (id),
    group_id text not null references campaign_group (id),
    state text not null
        check (state in ('signedOut', 'notReady', 'ready', 'offered', 'reserved', 'previewing', 'calling', 'talking', 'wrapUp')),
    since integer not null,
    reason text,
    attempt text,
    asking integer not null default 0,
    handing text,
    until integer,
    found text not null default '',
    on_hold integer not null default 0,
    leg_epoch text,
    leg_browser integer,
    then_not_ready text,
    offer integer not null default 0,
    last_attempt text
) strict, without rowid;

create table sign_in_link (
    hash text primary key,
    user_id text not null references user (id),
    valid_until integer not null
) strict, without rowid;

create table api_key (
    hash text primary key,
    user_id text not null references user (id),
    made_at integer not null
) strict, without rowid;
