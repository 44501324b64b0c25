-- Gives sessions and items numbers, so that all that is counted afterwards compares and carries whole numbers instead of names.
--
-- Reads    interactions(session, position, item, at_seconds, strength, progress, weight)   see session-interactions.sql
-- Creates  named_sessions(session, session_index, started_at, last_position)   in order of start, then name
--          named_items(item, item_code)                                      in order of their bytes
--          visits(session_index, position, item_code, at_seconds, strength, progress, weight, is_first, is_repeated, is_alone)
--              is_first 1 where the session had not had the item before, is_repeated 1 where its next visit is of the same item, else 0;
--              is_alone where the session has the item at no other position
--          sessions(session_index, started_at, last_position, items)          items: distinct ones
CREATE TABLE named_sessions AS
SELECT
  session,
  CAST(ROW_NUMBER() OVER (ORDER BY started_at, session) - 1 AS INTEGER) AS session_index,
  started_at,
  last_position
FROM (
  SELECT session, MIN(at_seconds) AS started_at, MAX(position) AS last_position
  FROM interactions
  GROUP BY session
) AS by_session;

CREATE TABLE named_items AS
SELECT item, CAST(ROW_NUMBER() OVER (ORDER BY item) - 1 AS INTEGER) AS item_code
FROM (SELECT DISTINCT item FROM interactions) AS distinct_items;

CREATE TABLE visits AS
SELECT
  session_index,
  position,
  item_code,
  at_seconds,
  CAST(strength AS SMALLINT) AS strength,
  CAST(progress AS REAL) AS progress,
  weight,
  CAST(CASE WHEN ROW_NUMBER() OVER of_item = 1 THEN 1 ELSE 0 END AS SMALLINT) AS is_first,
  CAST(CASE
    WHEN item_code = LEAD(item_code) OVER (PARTITION BY session_index ORDER BY position) THEN 1 ELSE 0
  END AS SMALLINT) AS is_repeated,
  ROW_NUMBER() OVER of_item = 1 AND LEAD(position) OVER of_item IS NULL AS is_alone
FROM interactions
JOIN named_sessions ON named_sessions.session = interactions.session
JOIN named_items ON named_items.item = interactions.item
WINDOW of_item AS (PARTITION BY session_index, item_code ORDER BY position);

CREATE TABLE sessions AS
SELECT
  named_sessions.session_index,
  MIN(started_at) AS started_at,
  MIN(last_position) AS last_position,
  SUM(is_first) AS items
FROM visits
JOIN named_sessions ON named_sessions.session_index = visits.session_index
GROUP BY named_sessions.session_index;
