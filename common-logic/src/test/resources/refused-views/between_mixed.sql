SELECT kind, COUNT(*) AS n FROM events
WHERE size BETWEEN 1 AND 'b'
GROUP BY kind
-- expect 2:26: Type mismatch: cannot compare BIGINT with VARCHAR in size BETWEEN 1 AND 'b'. Write the number without quotes.
