SELECT kind,
  APPROX_TOP_K(name, 2.5) AS n
FROM events
GROUP BY kind
-- expect 2:3: APPROX_TOP_K takes a whole number k from 1 to 1000, not 2.5.
