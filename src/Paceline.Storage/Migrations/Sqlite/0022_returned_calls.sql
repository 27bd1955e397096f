-- Who called back is read by campaign, newest first. Nothing changes such a fact, so it needs no row: an index over facts of this kind finds it.
create index returned_call on fact (json ->> '$.group', at) where word = 'call.returned';
