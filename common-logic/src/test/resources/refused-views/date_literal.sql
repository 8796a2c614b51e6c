SELECT kind, COUNT(*) AS n FROM events
WHERE event_time > DATE '2015-09-12'
GROUP BY kind
-- expect 2:7: Type mismatch: TIMESTAMP > DATE. Compare values of one type.
