SELECT kind, COUNT(*) AS n FROM events GROUP BY kind
UNION
SELECT kind, COUNT(*) AS n FROM events GROUP BY kind
-- expect 1:1: A view has no UNION. Write a view for each SELECT.
