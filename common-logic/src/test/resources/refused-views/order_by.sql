SELECT kind, COUNT(*) AS n
FROM events
GROUP BY kind
ORDER BY n
-- expect 4:1: A view has no ORDER BY. Leave it out; order the rows when you query the view.
