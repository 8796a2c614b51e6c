SELECT kind, COUNT(*) AS n
FROM events TABLESAMPLE BERNOULLI(10)
GROUP BY kind
-- expect 2:6: A view has no TABLESAMPLE: it counts every event.
