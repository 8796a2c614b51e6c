SELECT kind, COUNT(*) AS n
FROM event
GROUP BY kind
-- expect 2:6: Unknown source event. Did you mean events? A view reads one source, which a file of sources/ defines.
