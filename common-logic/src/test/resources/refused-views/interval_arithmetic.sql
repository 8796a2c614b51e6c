SELECT kind, COUNT(*) AS n FROM events
WHERE event_time + INTERVAL '1' DAY > seen
GROUP BY kind
-- expect 2:7: A view has no values of type INTERVAL DAY.
