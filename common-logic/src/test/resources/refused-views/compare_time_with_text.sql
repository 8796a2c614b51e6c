SELECT kind, COUNT(*) AS n FROM events
WHERE event_time >= '2015-09-12'
GROUP BY kind
-- expect 2:21: Type mismatch: cannot compare TIMESTAMP with VARCHAR in event_time >= '2015-09-12'. Write TIMESTAMP '2015-09-12 00:00:00'.
