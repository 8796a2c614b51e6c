SELECT kind,
  APPROX_PERCENTILE(size) AS n
FROM events
GROUP BY kind
-- expect 2:3: APPROX_PERCENTILE takes 2 operands.
