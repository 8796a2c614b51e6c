SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, TUMBLE(event_time, INTERVAL '1-2' YEAR TO MONTH)
-- expect 2:35: A pane's length is in SECOND, MINUTE, HOUR or DAY, not YEAR TO MONTH, which has no fixed length. Write TUMBLE(event_time, INTERVAL '10' MINUTE).
