SELECT kind, COUNT(*) AS events
FROM events
GROUP BY kind
-- expect 1:26: The name events is taken: every view's rows have it. Choose another with AS.
