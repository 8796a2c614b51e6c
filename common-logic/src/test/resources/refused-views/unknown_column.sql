SELECT kind,
  SUM(sise) AS total
FROM events
GROUP BY kind
-- expect 2:7: Unknown column sise in events. Did you mean size?
