-- A group that was stopped rests in a phase of its own; so far it was "Loaded" again.
with last as (
    select writer, max(iif(word = 'group.dialingStopped', number, 0)) as stopped, max(iif(word = 'group.loaded', number, 0)) as loaded
    from fact where word in ('group.dialingStopped', 'group.loaded') group by writer)
update campaign_group set phase = 'Stopped'
where phase = 'Loaded' and exists (select 1 from last where writer = 'group/' || campaign_group.id and stopped > loaded);
