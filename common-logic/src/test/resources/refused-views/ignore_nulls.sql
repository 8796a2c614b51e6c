SELECT kind,
  MAX(size) IGNORE NULLS AS n
FROM events
GROUP BY kind
-- expect 2:13: An aggregate of a view has no IGNORE NULLS. Leave it out, or use FILTER (WHERE ...).
