SELECT kind, LATEST(size, name) AS n
FROM events
GROUP BY kind
-- expect 1:14: LATEST takes 1 operand.
