SELECT kind,
  SUM(MAX(size)) AS n
FROM events
GROUP BY kind
-- expect 2:7: Aggregates cannot be nested: MAX is inside of another.
