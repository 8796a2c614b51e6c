SELECT kind FROM events
-- expect 1:1: The view aggregates nothing. Add GROUP BY and at least one aggregate, such as COUNT(*) AS edits.
