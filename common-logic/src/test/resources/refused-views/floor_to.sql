SELECT FLOOR(event_time TO DAY) AS d, COUNT(*) AS n FROM events
GROUP BY FLOOR(event_time TO DAY)
-- expect 1:8: FLOOR takes one number. Group times by TUMBLE(event_time, INTERVAL '1' DAY).
-- expect 2:10: FLOOR takes one number. Group times by TUMBLE(event_time, INTERVAL '1' DAY).
