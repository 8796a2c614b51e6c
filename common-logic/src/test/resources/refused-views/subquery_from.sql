SELECT kind, COUNT(*) AS n
FROM (SELECT * FROM events)
GROUP BY kind
-- expect 2:7: A view has no subquery. It reads one source: FROM <source>.
