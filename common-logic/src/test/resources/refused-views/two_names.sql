SELECT kind, COUNT(*) AS n, SUM(size) AS N
FROM events
GROUP BY kind
-- expect 1:42: There are two columns N (case does not count in a table). Rename one.
