SELECT kind, COUNT(*) AS n FROM events
GROUP BY 1
-- expect 2:10: GROUP BY takes columns or expressions of them, not the literal 1.
