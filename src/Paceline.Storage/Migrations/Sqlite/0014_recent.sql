-- The last half hour of a group is read every few seconds: by when an attempt was known to be a conversation or not, and by when it closed.
create index attempt_resolved on attempt (group_id, coalesce(bridged_at, ended_at));
drop index attempt_of_group;
create index attempt_of_group on attempt (group_id, closed_at);
