SELECT kind, SUM(size + name) AS n
FROM events
GROUP BY kind
-- expect 1:18: Type mismatch: BIGINT + VARCHAR. Supported is NUMERIC + NUMERIC.
