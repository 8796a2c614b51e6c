SELECT kind, COUNT(*) AS n FROM events
WHERE EXISTS (SELECT size FROM events)
GROUP BY kind
-- expect 2:7: A view has no subquery. Write a list of values, or put what you need into the events.
