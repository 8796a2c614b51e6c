SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, HOP(event_time, INTERVAL '1' HOUR, INTERVAL '2' HOUR)
-- expect 2:16: A view has no HOP windows. Group by TUMBLE; a query makes hopping windows of its panes.
