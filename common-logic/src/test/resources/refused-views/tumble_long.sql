SELECT COUNT(*) AS n
FROM events
GROUP BY TUMBLE(event_time, INTERVAL '36526' DAY(5))
-- expect 3:29: A pane is at most 36525 days long. Leave TUMBLE out: then one pane holds all time.
