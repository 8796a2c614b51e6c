SELECT kind, COUNT(*) AS n FROM events
WHERE kind = 1
GROUP BY kind
-- expect 2:14: Type mismatch: cannot compare VARCHAR with BIGINT in kind = 1. Compare values of one type.
