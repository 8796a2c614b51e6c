SELECT kind, COUNT(*) AS n
FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(event_time), INTERVAL '1' DAY))
GROUP BY kind
-- expect 2:6: A view has no table functions. Group by TUMBLE(event_time, INTERVAL '1' HOUR) instead.
