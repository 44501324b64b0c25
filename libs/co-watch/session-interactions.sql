-- Events to interactions, as libs/session folds them one by one: only these types extend a session's items, and a watch,
-- cart or purchase of the newest item strengthens it instead of repeating it.
--
-- Reads    events(session, id, type, item, ts, received_at, progress)   times in milliseconds, progress 0 to 1 or null
--          interaction_weights(view_weight, watch_weight, progress_weight, cart_weight, purchase_weight)          one row
-- Creates  session_numbers(session, session_number)   in no order that matters: they are numbered anew once their starts are known
--          named_items(item, item_code)               in order of their bytes
--          interactions(session_number, position, item_code, at_seconds, strength, progress, weight)   position 0, 1, 2, … in order
--              of arrival, then of time; strength 0 view, 1 watch, 2 cart, 3 purchase; weight in hundredths of a view

-- The history is read once and sorted once, by names; what goes on from here are numbers. With names carried on, and all sorted a second time
-- for the few that are strengthened, a million events took 1.6 s to fold instead of 0.9.
CREATE TABLE ordered_events AS
SELECT
  session,
  item,
  CAST(FLOOR(ts / 1000.0) AS BIGINT) AS at_seconds,
  CASE type WHEN 'purchase' THEN 3 WHEN 'cart' THEN 2 WHEN 'watch' THEN 1 ELSE 0 END AS strength,
  COALESCE(progress, 0) AS progress,
  CAST(ROW_NUMBER() OVER in_order - 1 AS INTEGER) AS place,
  CASE WHEN type <> 'view' AND item = LAG(item) OVER in_order THEN 0 ELSE 1 END AS is_another
FROM events
WHERE item IS NOT NULL AND type IN ('view', 'watch', 'cart', 'purchase')
WINDOW in_order AS (PARTITION BY session ORDER BY received_at, ts, id);

CREATE TABLE session_numbers AS
SELECT session, CAST(ROW_NUMBER() OVER (ORDER BY at_seconds) AS INTEGER) AS session_number
FROM ordered_events
WHERE place = 0;

CREATE TABLE named_items AS
SELECT item, CAST(ROW_NUMBER() OVER (ORDER BY item) - 1 AS INTEGER) AS item_code
FROM (SELECT DISTINCT item FROM ordered_events) AS distinct_items;

CREATE TABLE numbered_events AS
SELECT session_number, place, item_code, at_seconds, strength, progress, is_another
FROM ordered_events
JOIN session_numbers ON session_numbers.session = ordered_events.session
JOIN named_items ON named_items.item = ordered_events.item;

DROP TABLE ordered_events;

CREATE TABLE strengthened_sessions AS SELECT DISTINCT session_number FROM numbered_events WHERE is_another = 0;

-- Where nothing was strengthened, each event is an interaction; only the other sessions' events are gathered.
CREATE TABLE interactions AS
SELECT
  folded.*,
  CAST(ROUND(100 * CASE strength
    WHEN 3 THEN purchase_weight
    WHEN 2 THEN cart_weight
    WHEN 1 THEN watch_weight + progress_weight * progress
    ELSE view_weight
  END) AS INTEGER) AS weight
FROM (
  SELECT session_number, place AS position, item_code, at_seconds, strength, progress
  FROM numbered_events
  WHERE session_number NOT IN (SELECT session_number FROM strengthened_sessions)
  UNION ALL
  SELECT
    session_number,
    position,
    MIN(item_code) AS item_code,
    MAX(at_seconds) AS at_seconds,
    MAX(strength) AS strength,
    MAX(progress) AS progress
  FROM (
    SELECT
      numbered_events.*,
      CAST(SUM(is_another) OVER (
        PARTITION BY numbered_events.session_number
        ORDER BY place
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS INTEGER) - 1 AS position
    FROM numbered_events
    JOIN strengthened_sessions ON strengthened_sessions.session_number = numbered_events.session_number
  ) AS placed
  GROUP BY session_number, position
) AS folded
CROSS JOIN interaction_weights;

DROP TABLE numbered_events;

DROP TABLE strengthened_sessions;
