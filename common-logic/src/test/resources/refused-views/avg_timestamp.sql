SELECT kind,
  AVG(seen) AS n
FROM events
GROUP BY kind
-- expect 2:3: Type mismatch: AVG(TIMESTAMP). Supported is AVG(NUMERIC).
