SELECT UPPER(kind) AS k, COUNT(*) AS n FROM events
GROUP BY k
-- expect 2:10: k is a name that SELECT gives. Repeat its expression here instead.
