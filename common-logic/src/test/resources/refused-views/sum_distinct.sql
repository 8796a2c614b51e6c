SELECT kind,
  SUM(DISTINCT size) AS n
FROM events
GROUP BY kind
-- expect 2:3: There is no SUM(DISTINCT ...), only COUNT(DISTINCT x).
