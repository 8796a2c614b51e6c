SELECT COUNT(*) AS visits, APPROX_COUNT_DISTINCT("user") AS users, APPROX_PERCENTILE(spent, 0.95) AS p95_spent
FROM visits
