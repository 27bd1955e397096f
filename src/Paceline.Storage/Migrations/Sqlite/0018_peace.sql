-- Until when nobody calls a number, whichever campaign asks: its person answered and got no agent (72 hours).
create table peace (
    number text primary key,
    until integer not null
) strict, without rowid;
