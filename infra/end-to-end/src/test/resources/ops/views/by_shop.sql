SELECT shop, COUNT(*) AS orders, SUM(amount) AS amount
FROM orders
GROUP BY shop, TUMBLE("at", INTERVAL '1' HOUR)
