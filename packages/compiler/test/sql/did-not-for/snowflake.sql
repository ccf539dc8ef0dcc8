-- Accepted events, built-in ones included.
CREATE TABLE "events" (
  "tenant" VARCHAR NOT NULL,
  "user" VARCHAR NOT NULL,
  "id" VARCHAR NOT NULL,
  "at" NUMBER(38, 0) NOT NULL, -- ms since 1970
  "type" VARCHAR NOT NULL, -- the qualified name of the event, user.updated or user.consent
  "session" VARCHAR,
  "device" VARCHAR,
  "amount" NUMBER(38, 0) -- decimal, times 10 000
);

-- Writes to fields of users and to consents.
CREATE TABLE "profile" (
  "tenant" VARCHAR NOT NULL,
  "user" VARCHAR NOT NULL,
  "at" NUMBER(38, 0) NOT NULL, -- ms since 1970; -1: since ever
  "id" VARCHAR NOT NULL, -- of the event that wrote it
  "field" VARCHAR NOT NULL, -- the name of the field, or consent.<purpose>
  "value" VARCHAR -- as text; null: cleared
);

-- Time zones: at [from, until) their clocks are at UTC + offset.
CREATE TABLE "zones" (
  "zone" VARCHAR NOT NULL,
  "from" NUMBER(38, 0) NOT NULL, -- ms since 1970
  "until" NUMBER(38, 0) NOT NULL, -- ms since 1970
  "offset" NUMBER(38, 0) NOT NULL -- ms
);

-- segment Abandoner: who is in at T, and since when (ms)
-- input.nudge:5
--   segment Abandoner {
--     when did CartAdd within 24h and did not Order where amount > 5 within 24h
--     for 60m
--   }
WITH "CartAdd" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'CartAdd'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
),
"Order, filtered" AS (
  -- did not Order where amount > 5 within 24h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."amount" > 50000
),
"Abandoner, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    1 AS "count(CartAdd) over 24h",
    0 AS "count(Order, filtered) over 24h"
  FROM "CartAdd" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "count(CartAdd) over 24h",
    1 AS "count(Order, filtered) over 24h"
  FROM "Order, filtered" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    (-1) AS "count(CartAdd) over 24h",
    0 AS "count(Order, filtered) over 24h"
  FROM "CartAdd" AS "v"
  WHERE ("v"."at" + 86400000) <= CAST(:1 AS NUMBER(38, 0))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    0 AS "count(CartAdd) over 24h",
    (-1) AS "count(Order, filtered) over 24h"
  FROM "Order, filtered" AS "v"
  WHERE ("v"."at" + 86400000) <= CAST(:1 AS NUMBER(38, 0))
),
"Abandoner, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(CartAdd) over 24h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(CartAdd) over 24h",
    SUM("v"."count(Order, filtered) over 24h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(Order, filtered) over 24h"
  FROM "Abandoner, changes" AS "v"
),
"Abandoner, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    (CAST("v"."count(CartAdd) over 24h" AS NUMBER(38, 0)) >= 1) AND (CAST("v"."count(Order, filtered) over 24h" AS NUMBER(38, 0)) = 0) AS "in"
  FROM "Abandoner, values" AS "v"
),
"Abandoner, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Abandoner, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Abandoner" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") + 3600000 AS "since"
  FROM "Abandoner, condition" AS "v"
  LEFT JOIN "Abandoner, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Abandoner" AS "v"
WHERE "v"."since" <= CAST(:1 AS NUMBER(38, 0))
ORDER BY "v"."tenant", "v"."user";

-- segment Abandoner: who is in at T
-- input.nudge:5
--   segment Abandoner {
--     when did CartAdd within 24h and did not Order where amount > 5 within 24h
--     for 60m
--   }
WITH "CartAdd" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'CartAdd'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 90000000)
),
"Order, filtered" AS (
  -- did not Order where amount > 5 within 24h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 90000000)
    AND "v"."amount" > 50000
),
"Abandoner, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    1 AS "count(CartAdd) over 24h",
    0 AS "count(Order, filtered) over 24h"
  FROM "CartAdd" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "count(CartAdd) over 24h",
    1 AS "count(Order, filtered) over 24h"
  FROM "Order, filtered" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    (-1) AS "count(CartAdd) over 24h",
    0 AS "count(Order, filtered) over 24h"
  FROM "CartAdd" AS "v"
  WHERE ("v"."at" + 86400000) <= CAST(:1 AS NUMBER(38, 0))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    0 AS "count(CartAdd) over 24h",
    (-1) AS "count(Order, filtered) over 24h"
  FROM "Order, filtered" AS "v"
  WHERE ("v"."at" + 86400000) <= CAST(:1 AS NUMBER(38, 0))
),
"Abandoner, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(CartAdd) over 24h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(CartAdd) over 24h",
    SUM("v"."count(Order, filtered) over 24h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(Order, filtered) over 24h",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "next"
  FROM "Abandoner, changes" AS "v"
),
"Abandoner, lately" AS (
  -- only what can still matter at T; the last row before that stands for all before
  SELECT
    "v"."tenant",
    "v"."user",
    GREATEST("v"."t", (CAST(:1 AS NUMBER(38, 0)) - 3600000)) AS "t",
    "v"."count(CartAdd) over 24h",
    "v"."count(Order, filtered) over 24h",
    "v"."next"
  FROM "Abandoner, values" AS "v"
  WHERE (("v"."next" IS NULL) OR ("v"."next" > (CAST(:1 AS NUMBER(38, 0)) - 3600000)))
),
"Abandoner, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    (CAST("v"."count(CartAdd) over 24h" AS NUMBER(38, 0)) >= 1) AND (CAST("v"."count(Order, filtered) over 24h" AS NUMBER(38, 0)) = 0) AS "in"
  FROM "Abandoner, lately" AS "v"
),
"Abandoner, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Abandoner, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Abandoner" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") + 3600000 AS "since"
  FROM "Abandoner, condition" AS "v"
  LEFT JOIN "Abandoner, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user"
FROM "Abandoner" AS "v"
WHERE "v"."since" <= CAST(:1 AS NUMBER(38, 0))
ORDER BY "v"."tenant", "v"."user";

-- segment Quiet: who is in at T, and since when (ms)
-- input.nudge:9
--   segment Quiet { when did not Order within 7d }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= CAST(:1 AS NUMBER(38, 0))
  GROUP BY "v"."tenant", "v"."user"
),
"Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
),
"Quiet, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", 0 AS "count(Order) over 7d"
  FROM "everyone" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", 1 AS "count(Order) over 7d"
  FROM "Order" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."at" + 604800000 AS "t", (-1) AS "count(Order) over 7d"
  FROM "Order" AS "v"
  WHERE ("v"."at" + 604800000) <= CAST(:1 AS NUMBER(38, 0))
),
"Quiet, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(Order) over 7d") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(Order) over 7d"
  FROM "Quiet, changes" AS "v"
),
"Quiet, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    CAST("v"."count(Order) over 7d" AS NUMBER(38, 0)) = 0 AS "in"
  FROM "Quiet, values" AS "v"
),
"Quiet, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Quiet, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Quiet" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Quiet, condition" AS "v"
  LEFT JOIN "Quiet, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Quiet" AS "v"
WHERE "v"."since" <= CAST(:1 AS NUMBER(38, 0))
ORDER BY "v"."tenant", "v"."user";

-- segment Quiet: who is in at T
-- input.nudge:9
--   segment Quiet { when did not Order within 7d }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= CAST(:1 AS NUMBER(38, 0))
  GROUP BY "v"."tenant", "v"."user"
),
"Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 604800000)
),
"Order, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 604800000) THEN 1 END) AS "count(Order) over 7d"
  FROM "Order" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Quiet, values" AS (
  SELECT "v"."tenant", "v"."user", "Order, totals"."count(Order) over 7d"
  FROM "everyone" AS "v"
  LEFT JOIN "Order, totals" ON ("Order, totals"."tenant" = "v"."tenant") AND ("Order, totals"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Quiet, values" AS "v"
WHERE CAST(COALESCE("v"."count(Order) over 7d", 0) AS NUMBER(38, 0)) = 0
ORDER BY "v"."tenant", "v"."user";
