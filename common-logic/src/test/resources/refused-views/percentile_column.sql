SELECT kind,
  APPROX_PERCENTILE(size, weight) AS n
FROM events
GROUP BY kind
-- expect 2:3: The last operand of APPROX_PERCENTILE must be a number written out, such as 0.95: it is the same for every event.
