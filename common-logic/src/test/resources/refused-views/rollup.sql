SELECT kind, COUNT(*) AS n FROM events
GROUP BY ROLLUP(kind, name)
-- expect 2:10: A view has no ROLLUP. Group by the finest keys: a query can leave keys out, and states are merged.
