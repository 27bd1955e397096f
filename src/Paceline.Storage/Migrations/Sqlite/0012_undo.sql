-- The last outcome of an agent, until another record follows: it can be taken back.
alter table agent add column saved_attempt text;
alter table agent add column saved_found text not null default '';
