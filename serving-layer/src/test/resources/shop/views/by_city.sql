SELECT city, express, lane,
       COUNT(*) AS orders, SUM(items) AS items, SUM(price) AS revenue, MAX(placed_at) AS last_at,
       COUNT(DISTINCT customer) AS customers, APPROX_PERCENTILE(items, 0.5) AS typical_items
FROM orders
GROUP BY city, express, lane, TUMBLE(placed_at, INTERVAL '10' MINUTE)
