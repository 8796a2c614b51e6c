SELECT kind, COUNT(*) AS n FROM events
WHERE size > ALL (1, 2)
GROUP BY kind
-- expect 2:7: A view cannot use > ALL.
