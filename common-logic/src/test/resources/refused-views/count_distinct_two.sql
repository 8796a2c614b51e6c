SELECT kind,
  COUNT(DISTINCT size, name) AS n
FROM events
GROUP BY kind
-- expect 2:3: COUNT takes one column, or *.
