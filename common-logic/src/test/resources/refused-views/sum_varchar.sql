SELECT kind,
  SUM(name) AS n
FROM events
GROUP BY kind
-- expect 2:3: Type mismatch: SUM(VARCHAR). Supported is SUM(NUMERIC).
