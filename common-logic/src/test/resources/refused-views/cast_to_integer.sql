SELECT kind,
  SUM(CAST(weight AS INTEGER)) AS n
FROM events
GROUP BY kind
-- expect 2:7: Cannot cast DOUBLE to INTEGER. CAST turns numbers into BIGINT, DOUBLE or DECIMAL(p, s).
