SELECT kind,
  MAX(size) WITHIN GROUP (ORDER BY size) AS n
FROM events
GROUP BY kind
-- expect 2:3: An aggregate of a view has no WITHIN GROUP. Leave it out, or use FILTER (WHERE ...).
