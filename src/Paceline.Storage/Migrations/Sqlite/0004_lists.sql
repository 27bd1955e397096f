-- Lists as a supervisor works with them: what each import brought and whether it can be taken back, what the columns mean, which
-- telephone a number belongs to, and who took a number off the Do Not Call list.

alter table import add column by text not null default '';
alter table import add column file text not null default '';
alter table import add column rows integer not null default 0;
alter table import add column accepted integer not null default 0;
alter table import add column refused integer not null default 0;
alter table import add column suppressed integer not null default 0;
alter table import add column report text not null default '[]';
alter table import add column finished_at integer;
alter table import add column taken_at integer;
alter table import add column undone_at integer;
alter table import add column undone_by text;
alter table import add column emptied_at integer;

alter table record add column phone_type text not null default '';

-- An undo asks for the chains of one import; nothing else does.
create index record_of_import on record (import_id, chain_id);

update import set
    finished_at = at,
    accepted = (select count(distinct chain_id) from record where import_id = import.id),
    rows = (select count(distinct chain_id) from record where import_id = import.id),
    taken_at = (select min(a.reserved_at) from attempt a join record r on r.id = a.record_id where r.import_id = import.id);

-- An import can be undone until somebody of it is taken to be called. A trigger and not code keeps it, whichever fact takes them.
create trigger import_taken after insert on attempt begin
    update import set taken_at = new.reserved_at
    where id = (select import_id from record where id = new.record_id) and taken_at is null;
end;

create trigger chain_removed after delete on chain begin
    update chain_count set chains = chains - 1 where group_id = old.group_id and state = old.state;
end;

-- What the columns of a list are to people. A row is made with the first import that has the column; a column that no file has
-- (imported = 0) is a supervisor's own.
create table list_field (
    list_id integer not null references calling_list (id),
    name text not null,
    position integer not null,
    label text not null default '',
    type text not null default 'text' check (type in ('text', 'check', 'date', 'number', 'list')),
    editable integer not null default 0,
    shown integer not null default 1,
    choices text not null default '[]',
    imported integer not null default 1,
    primary key (list_id, name)
) strict, without rowid;

insert or ignore into list_field (list_id, name, position)
select r.list_id, json_extract(f.value, '$.key'), f.key
from record r, json_each(r.fields) f
where r.id in (select min(id) from record group by import_id)
order by r.id, f.key;

-- Who took a number off the list, and what had put it there.
create table suppression_removal (
    id integer primary key,
    number text not null,
    reason text not null,
    by text not null,
    at integer not null,
    had_reason text not null,
    had_by text not null,
    had_at integer not null
) strict;
create index suppression_removal_of_number on suppression_removal (number);
