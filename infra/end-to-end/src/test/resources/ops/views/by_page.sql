SELECT page, COUNT(*) AS visits, SUM(amount) AS amount
FROM visits
GROUP BY page, TUMBLE("at", INTERVAL '1' HOUR)
