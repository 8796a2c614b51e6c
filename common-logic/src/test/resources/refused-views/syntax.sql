SELECT kind, COUNT(*) AS n
FROM events
WHERE AND flag
GROUP BY kind
-- expect 3:7: Syntax error: Incorrect syntax near the keyword 'AND'.
