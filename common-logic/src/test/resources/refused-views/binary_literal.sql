SELECT kind, COUNT(*) AS n FROM events
WHERE kind = X'00'
GROUP BY kind
-- expect 2:7: Type mismatch: VARCHAR = BINARY(1). Compare values of one type.
