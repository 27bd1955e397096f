-- A negotiated sign-out that waits: since when, until when at the latest, and when it was allowed.
alter table agent add column leaving_since integer;
alter table agent add column leaving_until integer;
alter table agent add column leaving_allowed integer;
