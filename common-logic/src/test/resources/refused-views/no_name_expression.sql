SELECT UPPER(kind), COUNT(*) AS n FROM events
GROUP BY UPPER(kind)
-- expect 1:8: This column has no name. Add one: UPPER(kind) AS name.
