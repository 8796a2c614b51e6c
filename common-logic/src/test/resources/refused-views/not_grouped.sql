SELECT kind, name, COUNT(*) AS n
FROM events
GROUP BY kind
-- expect 1:14: name is neither grouped nor aggregated. Add it to GROUP BY, or aggregate it, for example MAX(name).
