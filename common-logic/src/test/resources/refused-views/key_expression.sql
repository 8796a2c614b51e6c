SELECT UPPER(kind) AS k, COUNT(*) AS n
FROM events
GROUP BY kind
-- expect 1:8: A selected column is one group key or one aggregate, not an expression over them. Select them and compute when you query.
