SELECT kind, COUNT(*) AS n
FROM lambda.events
GROUP BY kind
-- expect 2:6: Unknown source lambda.events. There is events. A view reads one source, which a file of sources/ defines.
