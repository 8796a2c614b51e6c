SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, TUMBLE(event_time, INTERVAL '1' MONTH)
-- expect 2:35: A pane's length is in SECOND, MINUTE, HOUR or DAY, not MONTH, which has no fixed length. Write TUMBLE(event_time, INTERVAL '10' MINUTE).
