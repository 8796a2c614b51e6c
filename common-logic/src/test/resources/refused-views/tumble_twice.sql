SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, TUMBLE(event_time, INTERVAL '1' HOUR), TUMBLE(event_time, INTERVAL '2' HOUR)
-- expect 2:55: A view has one TUMBLE. Keep one; coarser windows are merged when you query.
