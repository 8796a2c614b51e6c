SELECT kind, COUNT(DISTINCT CAST(size AS VARCHAR)) AS n
FROM events
GROUP BY kind
-- expect 1:29: Cannot cast BIGINT to VARCHAR. CAST turns numbers into BIGINT, DOUBLE or DECIMAL(p, s).
