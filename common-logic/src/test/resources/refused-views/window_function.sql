SELECT kind,
  SUM(size) OVER (PARTITION BY kind) AS n
FROM events
GROUP BY kind
-- expect 2:3: A view has no window functions (OVER). Group by keys and TUMBLE instead.
