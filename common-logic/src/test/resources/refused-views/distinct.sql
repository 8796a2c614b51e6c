SELECT DISTINCT kind, COUNT(*) AS n
FROM events
GROUP BY kind
-- expect 1:1: A view has no SELECT DISTINCT. Name what you group by in GROUP BY.
