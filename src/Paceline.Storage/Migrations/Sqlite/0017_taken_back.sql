-- The offer with which the agent took an outcome back last; 0: never. What was told before it is void.
alter table attempt add column taken_back integer not null default 0;

-- The attempt whose outcome an agent took back while the group has not answered; null: none.
alter table agent add column undoing text;

-- The offer that was taken for the last conversation; 0: not known.
alter table agent add column last_offer integer not null default 0;
