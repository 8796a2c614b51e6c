SELECT kind, COUNT(*) AS n FROM events
WHERE (kind, name) IN (('a', 'b'))
GROUP BY kind
-- expect 2:7: A view cannot use ROW.
-- expect 2:24: A view cannot use ROW.
