SELECT account, COUNT(*) AS payments,
       SUM(bit_0) AS bits_0, SUM(bit_1) AS bits_1, SUM(bit_2) AS bits_2, SUM(bit_3) AS bits_3
FROM payments
GROUP BY account, TUMBLE(paid_at, INTERVAL '2' SECOND)
