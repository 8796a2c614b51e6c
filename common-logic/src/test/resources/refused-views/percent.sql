SELECT kind, COUNT(*) AS n FROM events
WHERE size % 2 = 0
GROUP BY kind
-- expect 2:12: There is no operator %. Write MOD(a, b).
