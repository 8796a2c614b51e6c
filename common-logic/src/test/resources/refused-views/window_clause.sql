SELECT kind, COUNT(*) AS n
FROM events
GROUP BY kind
WINDOW w AS (PARTITION BY kind)
-- expect 4:13: A view has no WINDOW clause. Group by TUMBLE(event_time, INTERVAL '1' HOUR).
