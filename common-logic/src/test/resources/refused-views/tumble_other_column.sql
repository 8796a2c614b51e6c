SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, TUMBLE(seen, INTERVAL '1' HOUR)
-- expect 2:23: TUMBLE takes the event time of events, event_time. Write TUMBLE(event_time, INTERVAL '10' MINUTE).
