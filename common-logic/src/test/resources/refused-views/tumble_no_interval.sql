SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, TUMBLE(event_time, 3600)
-- expect 2:35: TUMBLE takes an interval literal. Write TUMBLE(event_time, INTERVAL '10' MINUTE).
