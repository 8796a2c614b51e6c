SELECT account, COUNT(*) AS payments, SUM(amount) AS amount, COUNT(DISTINCT amount) AS amounts
FROM payments
GROUP BY account, TUMBLE(paid_at, INTERVAL '1' SECOND)
