SELECT kind, COUNT(*) AS n FROM events
WHERE RAND() < 0.5
GROUP BY kind
-- expect 2:7: RAND is not deterministic: both layers would compute different answers. Use the event's own columns.
