SELECT kind, COUNT(*) AS n FROM events
WHERE size IN (1, 'a')
GROUP BY kind
-- expect 2:15: Type mismatch: these values must be of one type.
