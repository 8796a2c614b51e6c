SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind, NULL
-- expect 2:16: GROUP BY takes columns or expressions of them, not the literal NULL.
