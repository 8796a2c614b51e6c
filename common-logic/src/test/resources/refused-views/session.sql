SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, SESSION(event_time, INTERVAL '1' HOUR)
-- expect 2:16: A view has no SESSION windows. Group by TUMBLE; a query makes hopping windows of its panes.
