-- Events to interactions, as libs/session folds them one by one: only these types extend a session's items, and a watch,
-- cart or purchase of the newest item strengthens it instead of repeating it.
--
-- Reads    events(session, id, type, item, ts, received_at, progress)   times in milliseconds, progress 0 to 1 or null
--          interaction_weights(view_weight, watch_weight, progress_weight, cart_weight, purchase_weight)          one row
-- Creates  interactions(session, position, item, at_seconds, strength, progress, weight)   position 0, 1, 2, … in order of
--          arrival, then of time; strength 0 view, 1 watch, 2 cart, 3 purchase; weight in hundredths of a view
CREATE TABLE interactions AS
SELECT
  session,
  position,
  MIN(item) AS item,
  MAX(at_seconds) AS at_seconds,
  MAX(strength) AS strength,
  MAX(progress) AS progress,
  CAST(ROUND(100 * CASE MAX(strength)
    WHEN 3 THEN MAX(purchase_weight)
    WHEN 2 THEN MAX(cart_weight)
    WHEN 1 THEN MAX(watch_weight) + MAX(progress_weight) * MAX(progress)
    ELSE MAX(view_weight)
  END) AS INTEGER) AS weight
FROM (
  SELECT
    session,
    item,
    at_seconds,
    strength,
    progress,
    CAST(SUM(is_another) OVER (
      PARTITION BY session
      ORDER BY received_at, ts, id
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS INTEGER) - 1 AS position
  FROM (
    SELECT
      session,
      id,
      item,
      ts,
      received_at,
      CAST(FLOOR(ts / 1000.0) AS BIGINT) AS at_seconds,
      CASE type WHEN 'purchase' THEN 3 WHEN 'cart' THEN 2 WHEN 'watch' THEN 1 ELSE 0 END AS strength,
      COALESCE(progress, 0) AS progress,
      CASE
        WHEN type <> 'view' AND item = LAG(item) OVER (PARTITION BY session ORDER BY received_at, ts, id) THEN 0
        ELSE 1
      END AS is_another
    FROM events
    WHERE item IS NOT NULL AND type IN ('view', 'watch', 'cart', 'purchase')
  ) AS marked
) AS placed
CROSS JOIN interaction_weights
GROUP BY session, position;
