SELECT kind, COUNT(*) AS n
FROM events
GROUP BY kind
LIMIT 3
-- expect 4:7: A view has no LIMIT. Leave it out; limit the rows when you query the view.
