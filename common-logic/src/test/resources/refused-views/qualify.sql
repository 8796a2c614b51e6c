SELECT kind, COUNT(*) AS n
FROM events
GROUP BY kind
QUALIFY 1 = 1
-- expect 4:9: A view has no QUALIFY. Filter the rows when you query the view.
