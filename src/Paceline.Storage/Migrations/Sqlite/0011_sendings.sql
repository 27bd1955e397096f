-- What a supervisor sent, once, however many agents got it: who has read it is found by their messages.
create table sending (
    id integer primary key autoincrement,
    by text not null,
    priority text not null,
    text text not null,
    at integer not null,
    agents integer not null
) strict;

-- null: it was not sent by hand.
alter table message add column sending integer;
create index message_of_sending on message (sending) where sending is not null;
