-- Accepted events, built-in ones included.
CREATE TABLE "events" (
  "tenant" VARCHAR NOT NULL,
  "user" VARCHAR NOT NULL,
  "id" VARCHAR NOT NULL,
  "at" NUMBER(38, 0) NOT NULL, -- ms since 1970
  "type" VARCHAR NOT NULL, -- the qualified name of the event, user.updated or user.consent
  "session" VARCHAR,
  "device" VARCHAR,
  "amount" NUMBER(38, 0), -- decimal, times 10 000
  "quantity" NUMBER(38, 0), -- int
  "code" VARCHAR -- string
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

-- segment Buyer: who is in at T, and since when (ms)
-- input.nudge:4
--   segment Buyer { when count(Order) over 24h >= 2 and sum(Order.amount) ever > 100 }
WITH "Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND ("v"."amount" IS NOT NULL)
),
"Buyer, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    1 AS "count(Order) over 24h",
    0 AS "sum(Order.amount) ever"
  FROM "Order" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "count(Order) over 24h",
    "v"."value" AS "sum(Order.amount) ever"
  FROM "Order.amount" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    (-1) AS "count(Order) over 24h",
    0 AS "sum(Order.amount) ever"
  FROM "Order" AS "v"
  WHERE ("v"."at" + 86400000) <= CAST(:1 AS NUMBER(38, 0))
),
"Buyer, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(Order) over 24h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(Order) over 24h",
    SUM("v"."sum(Order.amount) ever") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "sum(Order.amount) ever"
  FROM "Buyer, changes" AS "v"
),
"Buyer, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    (CAST("v"."count(Order) over 24h" AS NUMBER(38, 0)) >= 2) AND (CAST(LEAST(GREATEST("v"."sum(Order.amount) ever", (-5000000000000000)), 5000000000000000) AS NUMBER(38, 0)) > 1000000) AS "in"
  FROM "Buyer, values" AS "v"
),
"Buyer, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Buyer, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Buyer" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Buyer, condition" AS "v"
  LEFT JOIN "Buyer, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Buyer" AS "v"
WHERE "v"."since" <= CAST(:1 AS NUMBER(38, 0))
ORDER BY "v"."tenant", "v"."user";

-- segment Buyer: who is in at T
-- input.nudge:4
--   segment Buyer { when count(Order) over 24h >= 2 and sum(Order.amount) ever > 100 }
WITH "Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 86400000)
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND ("v"."amount" IS NOT NULL)
),
"Buyer, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "Order" AS "v"
  UNION
  SELECT "v"."tenant", "v"."user"
  FROM "Order.amount" AS "v"
),
"Order, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 86400000) THEN 1 END) AS "count(Order) over 24h"
  FROM "Order" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order.amount, totals" AS (
  SELECT "v"."tenant", "v"."user", SUM("v"."value") AS "sum(Order.amount) ever"
  FROM "Order.amount" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Buyer, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "Order, totals"."count(Order) over 24h",
    "Order.amount, totals"."sum(Order.amount) ever"
  FROM "Buyer, users" AS "v"
  LEFT JOIN "Order, totals" ON ("Order, totals"."tenant" = "v"."tenant") AND ("Order, totals"."user" = "v"."user")
  LEFT JOIN "Order.amount, totals" ON ("Order.amount, totals"."tenant" = "v"."tenant") AND ("Order.amount, totals"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Buyer, values" AS "v"
WHERE CAST(COALESCE("v"."count(Order) over 24h", 0) AS NUMBER(38, 0)) >= 2
  AND CAST(LEAST(GREATEST(COALESCE("v"."sum(Order.amount) ever", 0), (-5000000000000000)), 5000000000000000) AS NUMBER(38, 0)) > 1000000
ORDER BY "v"."tenant", "v"."user";

-- segment Steady: who is in at T, and since when (ms)
-- input.nudge:5
--   segment Steady { when avg(Order.amount) over 7d > 20.5 and avg(Order.quantity) over 7d >= 1 }
WITH "Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND ("v"."amount" IS NOT NULL)
),
"Order.quantity" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."quantity" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND ("v"."quantity" IS NOT NULL)
),
"Steady, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."value" AS "sum(Order.amount) over 7d",
    1 AS "count(Order.amount) over 7d",
    0 AS "sum(Order.quantity) over 7d",
    0 AS "count(Order.quantity) over 7d"
  FROM "Order.amount" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "sum(Order.amount) over 7d",
    0 AS "count(Order.amount) over 7d",
    "v"."value" AS "sum(Order.quantity) over 7d",
    1 AS "count(Order.quantity) over 7d"
  FROM "Order.quantity" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 604800000 AS "t",
    0 - "v"."value" AS "sum(Order.amount) over 7d",
    (-1) AS "count(Order.amount) over 7d",
    0 AS "sum(Order.quantity) over 7d",
    0 AS "count(Order.quantity) over 7d"
  FROM "Order.amount" AS "v"
  WHERE ("v"."at" + 604800000) <= CAST(:1 AS NUMBER(38, 0))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 604800000 AS "t",
    0 AS "sum(Order.amount) over 7d",
    0 AS "count(Order.amount) over 7d",
    0 - "v"."value" AS "sum(Order.quantity) over 7d",
    (-1) AS "count(Order.quantity) over 7d"
  FROM "Order.quantity" AS "v"
  WHERE ("v"."at" + 604800000) <= CAST(:1 AS NUMBER(38, 0))
),
"Steady, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."sum(Order.amount) over 7d") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "sum(Order.amount) over 7d",
    SUM("v"."count(Order.amount) over 7d") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(Order.amount) over 7d",
    SUM("v"."sum(Order.quantity) over 7d") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "sum(Order.quantity) over 7d",
    SUM("v"."count(Order.quantity) over 7d") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(Order.quantity) over 7d"
  FROM "Steady, changes" AS "v"
),
"Steady, values, step 1" AS (
  SELECT
    "v".*,
    CAST("v"."sum(Order.amount) over 7d" AS NUMBER(38, 0)) AS "step 1",
    NULLIF(CAST("v"."count(Order.amount) over 7d" AS NUMBER(38, 0)), 0) AS "step 2",
    CAST("v"."sum(Order.quantity) over 7d" AS NUMBER(38, 0)) * 10000 AS "step 5",
    NULLIF(CAST("v"."count(Order.quantity) over 7d" AS NUMBER(38, 0)), 0) AS "step 6"
  FROM "Steady, values" AS "v"
),
"Steady, values, step 2" AS (
  SELECT
    "v".*,
    CAST((((2 * ABS("v"."step 1")) + ABS("v"."step 2")) - MOD(((2 * ABS("v"."step 1")) + ABS("v"."step 2")), (2 * ABS("v"."step 2")))) / (2 * ABS("v"."step 2")) AS NUMBER(38, 0)) AS "step 3",
    CAST((((2 * ABS("v"."step 5")) + ABS("v"."step 6")) - MOD(((2 * ABS("v"."step 5")) + ABS("v"."step 6")), (2 * ABS("v"."step 6")))) / (2 * ABS("v"."step 6")) AS NUMBER(38, 0)) AS "step 7"
  FROM "Steady, values, step 1" AS "v"
),
"Steady, values, step 3" AS (
  SELECT
    "v".*,
    CASE WHEN ("v"."step 1" < 0) <> ("v"."step 2" < 0) THEN 0 - "v"."step 3" ELSE "v"."step 3" END AS "step 4",
    CASE WHEN ("v"."step 5" < 0) <> ("v"."step 6" < 0) THEN 0 - "v"."step 7" ELSE "v"."step 7" END AS "step 8"
  FROM "Steady, values, step 2" AS "v"
),
"Steady, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE(CAST(CASE WHEN "v"."step 4" < (-5000000000000000) THEN (-5000000000000000) WHEN "v"."step 4" > 5000000000000000 THEN 5000000000000000 ELSE "v"."step 4" END AS NUMBER(38, 0)) > 205000, FALSE) AND COALESCE(CAST(CASE WHEN "v"."step 8" < (-5000000000000000) THEN (-5000000000000000) WHEN "v"."step 8" > 5000000000000000 THEN 5000000000000000 ELSE "v"."step 8" END AS NUMBER(38, 0)) >= 10000, FALSE) AS "in"
  FROM "Steady, values, step 3" AS "v"
),
"Steady, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Steady, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Steady" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Steady, condition" AS "v"
  LEFT JOIN "Steady, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Steady" AS "v"
WHERE "v"."since" <= CAST(:1 AS NUMBER(38, 0))
ORDER BY "v"."tenant", "v"."user";

-- segment Steady: who is in at T
-- input.nudge:5
--   segment Steady { when avg(Order.amount) over 7d > 20.5 and avg(Order.quantity) over 7d >= 1 }
WITH "Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 604800000)
    AND ("v"."amount" IS NOT NULL)
),
"Order.quantity" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."quantity" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 604800000)
    AND ("v"."quantity" IS NOT NULL)
),
"Steady, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "Order.amount" AS "v"
  UNION
  SELECT "v"."tenant", "v"."user"
  FROM "Order.quantity" AS "v"
),
"Order.amount, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    SUM(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 604800000) THEN "v"."value" END) AS "sum(Order.amount) over 7d",
    COUNT(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 604800000) THEN 1 END) AS "count(Order.amount) over 7d"
  FROM "Order.amount" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order.quantity, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    SUM(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 604800000) THEN "v"."value" END) AS "sum(Order.quantity) over 7d",
    COUNT(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 604800000) THEN 1 END) AS "count(Order.quantity) over 7d"
  FROM "Order.quantity" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Steady, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "Order.amount, totals"."sum(Order.amount) over 7d",
    "Order.amount, totals"."count(Order.amount) over 7d",
    "Order.quantity, totals"."sum(Order.quantity) over 7d",
    "Order.quantity, totals"."count(Order.quantity) over 7d"
  FROM "Steady, users" AS "v"
  LEFT JOIN "Order.amount, totals" ON ("Order.amount, totals"."tenant" = "v"."tenant") AND ("Order.amount, totals"."user" = "v"."user")
  LEFT JOIN "Order.quantity, totals" ON ("Order.quantity, totals"."tenant" = "v"."tenant") AND ("Order.quantity, totals"."user" = "v"."user")
),
"Steady, values, step 1" AS (
  SELECT
    "v".*,
    CAST(COALESCE("v"."sum(Order.amount) over 7d", 0) AS NUMBER(38, 0)) AS "step 1",
    NULLIF(CAST(COALESCE("v"."count(Order.amount) over 7d", 0) AS NUMBER(38, 0)), 0) AS "step 2",
    CAST(COALESCE("v"."sum(Order.quantity) over 7d", 0) AS NUMBER(38, 0)) * 10000 AS "step 5",
    NULLIF(CAST(COALESCE("v"."count(Order.quantity) over 7d", 0) AS NUMBER(38, 0)), 0) AS "step 6"
  FROM "Steady, values" AS "v"
),
"Steady, values, step 2" AS (
  SELECT
    "v".*,
    CAST((((2 * ABS("v"."step 1")) + ABS("v"."step 2")) - MOD(((2 * ABS("v"."step 1")) + ABS("v"."step 2")), (2 * ABS("v"."step 2")))) / (2 * ABS("v"."step 2")) AS NUMBER(38, 0)) AS "step 3",
    CAST((((2 * ABS("v"."step 5")) + ABS("v"."step 6")) - MOD(((2 * ABS("v"."step 5")) + ABS("v"."step 6")), (2 * ABS("v"."step 6")))) / (2 * ABS("v"."step 6")) AS NUMBER(38, 0)) AS "step 7"
  FROM "Steady, values, step 1" AS "v"
),
"Steady, values, step 3" AS (
  SELECT
    "v".*,
    CASE WHEN ("v"."step 1" < 0) <> ("v"."step 2" < 0) THEN 0 - "v"."step 3" ELSE "v"."step 3" END AS "step 4",
    CASE WHEN ("v"."step 5" < 0) <> ("v"."step 6" < 0) THEN 0 - "v"."step 7" ELSE "v"."step 7" END AS "step 8"
  FROM "Steady, values, step 2" AS "v"
)
SELECT "v"."tenant", "v"."user"
FROM "Steady, values, step 3" AS "v"
WHERE COALESCE(CAST(CASE WHEN "v"."step 4" < (-5000000000000000) THEN (-5000000000000000) WHEN "v"."step 4" > 5000000000000000 THEN 5000000000000000 ELSE "v"."step 4" END AS NUMBER(38, 0)) > 205000, FALSE)
  AND COALESCE(CAST(CASE WHEN "v"."step 8" < (-5000000000000000) THEN (-5000000000000000) WHEN "v"."step 8" > 5000000000000000 THEN 5000000000000000 ELSE "v"."step 8" END AS NUMBER(38, 0)) >= 10000, FALSE)
ORDER BY "v"."tenant", "v"."user";

-- segment Varied: who is in at T, and since when (ms)
-- input.nudge:6
--   segment Varied { when distinct(Order.code) over 7d >= 3 or distinct(Order.code) ever > 9 }
WITH "Order.code" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."code" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND ("v"."code" IS NOT NULL)
),
"Order.code, by value" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    LAG("v"."at") OVER (PARTITION BY "v"."tenant", "v"."user", "v"."value" ORDER BY "v"."at") AS "before",
    LEAD("v"."at") OVER (PARTITION BY "v"."tenant", "v"."user", "v"."value" ORDER BY "v"."at") AS "after"
  FROM "Order.code" AS "v"
),
"Order.code, by value 2" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    LAG("v"."at") OVER (PARTITION BY "v"."tenant", "v"."user", "v"."value" ORDER BY "v"."at") AS "before",
    LEAD("v"."at") OVER (PARTITION BY "v"."tenant", "v"."user", "v"."value" ORDER BY "v"."at") AS "after"
  FROM "Order.code" AS "v"
),
"Varied, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    1 AS "distinct(Order.code) over 7d",
    0 AS "distinct(Order.code) ever"
  FROM "Order.code, by value" AS "v"
  WHERE (("v"."before" IS NULL) OR (("v"."before" + 604800000) <= "v"."at"))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 604800000 AS "t",
    (-1) AS "distinct(Order.code) over 7d",
    0 AS "distinct(Order.code) ever"
  FROM "Order.code, by value" AS "v"
  WHERE ("v"."at" + 604800000) <= CAST(:1 AS NUMBER(38, 0))
    AND (("v"."after" IS NULL) OR ("v"."after" >= ("v"."at" + 604800000)))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "distinct(Order.code) over 7d",
    1 AS "distinct(Order.code) ever"
  FROM "Order.code, by value 2" AS "v"
  WHERE ("v"."before" IS NULL)
),
"Varied, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."distinct(Order.code) over 7d") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "distinct(Order.code) over 7d",
    SUM("v"."distinct(Order.code) ever") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "distinct(Order.code) ever"
  FROM "Varied, changes" AS "v"
),
"Varied, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    (CAST(LEAST("v"."distinct(Order.code) over 7d", 1024) AS NUMBER(38, 0)) >= 3) OR (CAST(LEAST("v"."distinct(Order.code) ever", 1024) AS NUMBER(38, 0)) > 9) AS "in"
  FROM "Varied, values" AS "v"
),
"Varied, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Varied, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Varied" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Varied, condition" AS "v"
  LEFT JOIN "Varied, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Varied" AS "v"
WHERE "v"."since" <= CAST(:1 AS NUMBER(38, 0))
ORDER BY "v"."tenant", "v"."user";

-- segment Varied: who is in at T
-- input.nudge:6
--   segment Varied { when distinct(Order.code) over 7d >= 3 or distinct(Order.code) ever > 9 }
WITH "Order.code" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."code" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND ("v"."code" IS NOT NULL)
),
"Varied, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "Order.code" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order.code, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(DISTINCT CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 604800000) THEN "v"."value" END) AS "distinct(Order.code) over 7d",
    COUNT(DISTINCT "v"."value") AS "distinct(Order.code) ever"
  FROM "Order.code" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Varied, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "Order.code, totals"."distinct(Order.code) over 7d",
    "Order.code, totals"."distinct(Order.code) ever"
  FROM "Varied, users" AS "v"
  LEFT JOIN "Order.code, totals" ON ("Order.code, totals"."tenant" = "v"."tenant") AND ("Order.code, totals"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Varied, values" AS "v"
WHERE ((CAST(LEAST(COALESCE("v"."distinct(Order.code) over 7d", 0), 1024) AS NUMBER(38, 0)) >= 3) OR (CAST(LEAST(COALESCE("v"."distinct(Order.code) ever", 0), 1024) AS NUMBER(38, 0)) > 9))
ORDER BY "v"."tenant", "v"."user";
