-- The clock of a record that is called by itself: how often the agent took more time, and whether they stopped it.
alter table agent add column more_times integer not null default 0;
alter table agent add column clock_stopped integer not null default 0;
