-- Until when nobody calls the person, whoever moves the callback; null: the law does not say.
alter table callback add column not_before integer;

-- Why a promise came to nothing for good; null: it was kept, or is still to be.
alter table callback add column lost text;
create index lost_callback on callback (group_id, closed_at) where lost is not null;
