SELECT kind, COUNT(*) AS n FROM events
GROUP BY DISTINCT kind
-- expect 2:1: A view has no GROUP BY DISTINCT. Group by the finest keys: a query can leave keys out, and states are merged.
