SELECT kind,
  SUM(CAST(name AS BIGINT)) AS n
FROM events
GROUP BY kind
-- expect 2:7: Cannot cast VARCHAR to BIGINT. CAST turns numbers into BIGINT, DOUBLE or DECIMAL(p, s).
