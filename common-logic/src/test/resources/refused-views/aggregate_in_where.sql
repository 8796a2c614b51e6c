SELECT kind, COUNT(*) AS n FROM events
WHERE SUM(size) > 1
GROUP BY kind
-- expect 2:7: WHERE cannot hold the aggregate SUM: it is about single events.
