-- Two facts had a member "number", as the line around every fact has: who read them from outside got one of the two.
update fact
set json = json_set(json_remove(json, '$.number'), '$.newNumber', json(coalesce(json -> '$.number', 'null')))
where word in ('agent.callChosen', 'group.numberAdded');
