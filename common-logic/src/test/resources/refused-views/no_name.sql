SELECT kind, COUNT(*)
FROM events
GROUP BY kind
-- expect 1:14: This column has no name. Add one: COUNT(*) AS name.
