SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, TUMBLE(event_time, INTERVAL '1' HOUR, TIME '00:10:00')
-- expect 2:54: TUMBLE takes no third operand (an offset): panes are aligned to 1970-01-01 UTC. Write TUMBLE(event_time, INTERVAL '10' MINUTE).
