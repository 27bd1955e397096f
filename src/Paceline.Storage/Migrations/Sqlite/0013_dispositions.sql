-- The call result that the agent gave in place of the one that was found; empty: that one stands.
alter table attempt add column said_result text not null default '';
