SELECT account,
       COUNT(*) AS payments, SUM(amount) AS total, MIN(amount) AS least, MAX(amount) AS most,
       AVG(fee) AS mean_fee
FROM payments
GROUP BY account
