SELECT kind, GROUPING(kind) AS g, COUNT(*) AS n
FROM events
GROUP BY kind
-- expect 1:14: Unknown function GROUPING. The README lists those there are.
