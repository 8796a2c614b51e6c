SELECT kind,
  SUM(flag) AS n
FROM events
GROUP BY kind
-- expect 2:3: Type mismatch: SUM(BOOLEAN). Supported is SUM(NUMERIC).
