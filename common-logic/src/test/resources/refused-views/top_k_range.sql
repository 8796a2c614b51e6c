SELECT kind,
  APPROX_TOP_K(name, 0) AS n
FROM events
GROUP BY kind
-- expect 2:3: APPROX_TOP_K takes a k from 1 to 1000, not 0.
