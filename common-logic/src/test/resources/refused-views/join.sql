SELECT kind, COUNT(*) AS n
FROM events JOIN users ON events.name = users.name
GROUP BY kind
-- expect 2:13: A view has no JOIN. It reads one source: put the columns you need into its events.
