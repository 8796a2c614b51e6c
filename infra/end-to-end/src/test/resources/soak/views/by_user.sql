SELECT "user", COUNT(*) AS visits, SUM(amount) AS amount, AVG(spent) AS mean_spent
FROM visits
WHERE amount > 10
GROUP BY "user"
