SELECT kind, COUNT(*) AS n
FROM events, users
GROUP BY kind
-- expect 2:12: A view has no JOIN. It reads one source: put the columns you need into its events.
