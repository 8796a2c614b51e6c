SELECT kind, COUNT(*) AS n
FROM events
GROUP BY kind
HAVING COUNT(*) > 1
-- expect 4:8: A view has no HAVING. Filter the rows when you query the view, or use WHERE for events.
