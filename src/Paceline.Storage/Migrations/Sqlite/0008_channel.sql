-- A sign-out of the voice channel alone: the agent stays, without sound.
alter table agent add column leaving_channel integer not null default 0;
