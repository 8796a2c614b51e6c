SELECT page,
       COUNT(*) AS visits, SUM(amount) AS amount, SUM(spent) AS spent, COUNT(DISTINCT "user") AS users,
       MAX(spent) AS most
FROM visits
GROUP BY page, TUMBLE("at", INTERVAL '1' HOUR)
