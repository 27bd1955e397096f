-- A supervisor's sign-off: whose order a sign-out that waits is, and whether only the end of the call is waited for.
alter table agent add column leaving_by text not null default '';
alter table agent add column leaving_now integer not null default 0;
