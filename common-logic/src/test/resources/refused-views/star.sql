SELECT *, COUNT(*) AS n
FROM events
GROUP BY kind
-- expect 1:8: A view has no *. Name the keys and the aggregates.
