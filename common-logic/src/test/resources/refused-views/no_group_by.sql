SELECT kind, COUNT(*) AS n
FROM events
-- expect 1:8: kind is neither grouped nor aggregated. Add it to GROUP BY, or aggregate it, for example MAX(kind).
