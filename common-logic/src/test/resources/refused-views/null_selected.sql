SELECT kind, NULL AS x, COUNT(*) AS n
FROM events
GROUP BY kind
-- expect 1:14: A selected column is one group key or one aggregate, not a literal.
