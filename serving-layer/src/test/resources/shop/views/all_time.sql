SELECT city, SUM(items) AS items, COUNT(*) AS orders
FROM orders
GROUP BY city
