SELECT kind, COUNT(*) AS n FROM events
WHERE name SIMILAR TO 'a'
GROUP BY kind
-- expect 2:7: A view cannot use SIMILAR TO.
