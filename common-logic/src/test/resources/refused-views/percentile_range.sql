SELECT kind,
  APPROX_PERCENTILE(size, 95) AS n
FROM events
GROUP BY kind
-- expect 2:3: APPROX_PERCENTILE takes a fraction from 0 to 1, such as 0.95, not 95.0.
