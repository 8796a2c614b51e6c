SELECT kind, COUNT(*) AS n FROM events
WHERE name LIKE kind
GROUP BY kind
-- expect 2:7: LIKE takes a pattern written out, such as LIKE 'a%'.
