SELECT e.kind, COUNT(*) AS n
FROM events AS x
GROUP BY e.kind
-- expect 1:8: Unknown column e.kind: the view reads x alone.
-- expect 3:10: Unknown column e.kind: the view reads x alone.
