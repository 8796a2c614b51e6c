SELECT kind, TUMBLE(event_time, INTERVAL '1' HOUR) AS w, COUNT(*) AS n FROM events
GROUP BY kind, TUMBLE(event_time, INTERVAL '1' HOUR)
-- expect 1:14: There is no TUMBLE to select: every row has window_start and window_end by itself. Leave it out.
