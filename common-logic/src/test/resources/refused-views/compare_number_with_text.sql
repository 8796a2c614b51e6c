SELECT kind, COUNT(*) AS n FROM events
WHERE size > 'abc'
GROUP BY kind
-- expect 2:14: Type mismatch: cannot compare BIGINT with VARCHAR in size > 'abc'. Write the number without quotes.
