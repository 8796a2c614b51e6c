SELECT kind,
  SUM(CASE WHEN flag THEN size ELSE 'a' END) AS n
FROM events
GROUP BY kind
-- expect 2:7: Type mismatch: these values must be of one type.
