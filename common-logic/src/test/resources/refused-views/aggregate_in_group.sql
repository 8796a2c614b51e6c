SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, SUM(size)
-- expect 2:16: GROUP BY cannot hold the aggregate SUM: it is about single events.
