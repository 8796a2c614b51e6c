SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, TUMBLE(event_time, INTERVAL '0' HOUR)
-- expect 2:35: A pane's length is a positive whole number, not INTERVAL '0' HOUR. Write TUMBLE(event_time, INTERVAL '10' MINUTE).
