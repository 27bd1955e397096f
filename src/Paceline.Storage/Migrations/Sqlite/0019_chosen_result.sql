-- The call result that the agent saved with the outcome. It stays when the outcome is taken back, so that it stands on the agent's page again;
-- said_result is what counts, and goes.
alter table attempt add column chosen_result text not null default '';
