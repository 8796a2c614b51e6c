SELECT kind,
  SUM(size) / COUNT(*) AS n
FROM events
GROUP BY kind
-- expect 2:3: A selected column is one group key or one aggregate, not an expression over aggregates. Select the aggregates and compute with them when you query.
