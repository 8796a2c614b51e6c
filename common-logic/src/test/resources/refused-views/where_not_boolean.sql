SELECT kind, COUNT(*) AS n FROM events
WHERE size
GROUP BY kind
-- expect 2:7: WHERE clause must be a condition.
