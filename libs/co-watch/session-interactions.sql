-- Events to interactions, as libs/session folds them one by one: only these types extend a session's items, and a watch,
-- cart or purchase of the newest item strengthens it instead of repeating it.
--
-- Reads    events(session, id, type, item, ts, received_at)   times in milliseconds
-- Creates  interactions(session, position, item, at_seconds)   position 0, 1, 2, … in order of arrival, then of time
CREATE TABLE interactions AS
SELECT
  session,
  position,
  MIN(item) AS item,
  MAX(at_seconds) AS at_seconds
FROM (
  SELECT
    session,
    item,
    at_seconds,
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
      CASE
        WHEN type <> 'view' AND item = LAG(item) OVER (PARTITION BY session ORDER BY received_at, ts, id) THEN 0
        ELSE 1
      END AS is_another
    FROM events
    WHERE item IS NOT NULL AND type IN ('view', 'watch', 'cart', 'purchase')
  ) AS marked
) AS placed
GROUP BY session, position;
