SELECT kind, COUNT(*) AS n
FROM events
GROUP BY
-- expect 3:9: Syntax error at the end of the file.
