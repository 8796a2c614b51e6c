SELECT kind,
  SUM(price * price * price) AS n
FROM events
GROUP BY kind
-- expect 2:3: SUM takes decimals of at most 19 digits, not DECIMAL(30, 6): cast to DECIMAL(18, 6).
