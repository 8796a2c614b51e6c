SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, TUMBLE(event_time, INTERVAL '1:30' HOUR TO MINUTE)
-- expect 2:35: A pane's length is in SECOND, MINUTE, HOUR or DAY, not HOUR TO MINUTE. Write TUMBLE(event_time, INTERVAL '10' MINUTE).
