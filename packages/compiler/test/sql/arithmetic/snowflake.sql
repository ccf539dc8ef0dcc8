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
  "other" NUMBER(38, 0) -- int
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

-- segment Functions: who is in at T, and since when (ms)
-- input.nudge:8
--   segment Functions {
--     when min(last(Order.quantity) over 1h, 5) > 1 and abs(sum(Order.amount) over 1h) > round(2.5)
--       and max(1, count(Order) over 1h) < 7
--   }
WITH "Order.quantity" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."quantity" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND ("v"."quantity" IS NOT NULL)
),
"Order.quantity, last, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."id" DESC) AS "rank"
  FROM "Order.quantity" AS "v"
),
"Order.quantity, last" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "Order.quantity, last, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND ("v"."amount" IS NOT NULL)
),
"Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
),
"Functions, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."at" AS "last(Order.quantity) over 1h, at",
    0 AS "sum(Order.amount) over 1h",
    0 AS "count(Order) over 1h"
  FROM "Order.quantity" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    CAST(NULL AS NUMBER(38, 0)) AS "last(Order.quantity) over 1h, at",
    "v"."value" AS "sum(Order.amount) over 1h",
    0 AS "count(Order) over 1h"
  FROM "Order.amount" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    CAST(NULL AS NUMBER(38, 0)) AS "last(Order.quantity) over 1h, at",
    0 AS "sum(Order.amount) over 1h",
    1 AS "count(Order) over 1h"
  FROM "Order" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    CAST(NULL AS NUMBER(38, 0)) AS "last(Order.quantity) over 1h, at",
    0 AS "sum(Order.amount) over 1h",
    0 AS "count(Order) over 1h"
  FROM "Order.quantity" AS "v"
  WHERE ("v"."at" + 3600000) <= CAST(:1 AS NUMBER(38, 0))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    CAST(NULL AS NUMBER(38, 0)) AS "last(Order.quantity) over 1h, at",
    0 - "v"."value" AS "sum(Order.amount) over 1h",
    0 AS "count(Order) over 1h"
  FROM "Order.amount" AS "v"
  WHERE ("v"."at" + 3600000) <= CAST(:1 AS NUMBER(38, 0))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    CAST(NULL AS NUMBER(38, 0)) AS "last(Order.quantity) over 1h, at",
    0 AS "sum(Order.amount) over 1h",
    (-1) AS "count(Order) over 1h"
  FROM "Order" AS "v"
  WHERE ("v"."at" + 3600000) <= CAST(:1 AS NUMBER(38, 0))
),
"Functions, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MAX("v"."last(Order.quantity) over 1h, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "last(Order.quantity) over 1h, at",
    SUM("v"."sum(Order.amount) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "sum(Order.amount) over 1h",
    SUM("v"."count(Order) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(Order) over 1h"
  FROM "Functions, changes" AS "v"
),
"Functions, found values" AS (
  SELECT "v".*, "found 1"."value" AS "last(Order.quantity) over 1h"
  FROM "Functions, values" AS "v"
  LEFT JOIN "Order.quantity, last" AS "found 1" ON ("found 1"."tenant" = "v"."tenant") AND ("found 1"."user" = "v"."user") AND ("found 1"."at" = "v"."last(Order.quantity) over 1h, at") AND ("found 1"."at" > ("v"."t" - 3600000))
),
"Functions, found values, step 1" AS (
  SELECT "v".*, CAST(25000 AS NUMBER(38, 0)) AS "step 1"
  FROM "Functions, found values" AS "v"
),
"Functions, found values, step 2" AS (
  SELECT
    "v".*,
    CAST((((2 * ABS("v"."step 1")) + 10000) - MOD(((2 * ABS("v"."step 1")) + 10000), 20000)) / 20000 AS NUMBER(38, 0)) AS "step 2"
  FROM "Functions, found values, step 1" AS "v"
),
"Functions, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE(CASE WHEN "v"."last(Order.quantity) over 1h" < 5 THEN "v"."last(Order.quantity) over 1h" WHEN ("v"."last(Order.quantity) over 1h" IS NOT NULL) THEN 5 END > 1, FALSE) AND (ABS(CAST(LEAST(GREATEST("v"."sum(Order.amount) over 1h", (-5000000000000000)), 5000000000000000) AS NUMBER(38, 0))) > CAST(LEAST(GREATEST((CAST(CAST(CASE WHEN "v"."step 1" < 0 THEN 0 - "v"."step 2" ELSE "v"."step 2" END AS NUMBER(38, 0)) AS NUMBER(38, 0)) * 10000), (-5000000000000000)), 5000000000000000) AS NUMBER(38, 0))) AND (GREATEST(1, CAST("v"."count(Order) over 1h" AS NUMBER(38, 0))) < 7) AS "in"
  FROM "Functions, found values, step 2" AS "v"
),
"Functions, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Functions, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Functions" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Functions, condition" AS "v"
  LEFT JOIN "Functions, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Functions" AS "v"
WHERE "v"."since" <= CAST(:1 AS NUMBER(38, 0))
ORDER BY "v"."tenant", "v"."user";

-- segment Functions: who is in at T
-- input.nudge:8
--   segment Functions {
--     when min(last(Order.quantity) over 1h, 5) > 1 and abs(sum(Order.amount) over 1h) > round(2.5)
--       and max(1, count(Order) over 1h) < 7
--   }
WITH "Order.quantity" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."quantity" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000)
    AND ("v"."quantity" IS NOT NULL)
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000)
    AND ("v"."amount" IS NOT NULL)
),
"Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000)
),
"Functions, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "Order.quantity" AS "v"
  UNION
  SELECT "v"."tenant", "v"."user"
  FROM "Order.amount" AS "v"
  UNION
  SELECT "v"."tenant", "v"."user"
  FROM "Order" AS "v"
),
"last(Order.quantity) over 1h, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "Order.quantity" AS "v"
  WHERE "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000)
),
"last(Order.quantity) over 1h" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "last(Order.quantity) over 1h, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Order.amount, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    SUM(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000) THEN "v"."value" END) AS "sum(Order.amount) over 1h"
  FROM "Order.amount" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000) THEN 1 END) AS "count(Order) over 1h"
  FROM "Order" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Functions, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "last(Order.quantity) over 1h"."value" AS "last(Order.quantity) over 1h",
    "Order.amount, totals"."sum(Order.amount) over 1h",
    "Order, totals"."count(Order) over 1h"
  FROM "Functions, users" AS "v"
  LEFT JOIN "last(Order.quantity) over 1h" ON ("last(Order.quantity) over 1h"."tenant" = "v"."tenant") AND ("last(Order.quantity) over 1h"."user" = "v"."user")
  LEFT JOIN "Order.amount, totals" ON ("Order.amount, totals"."tenant" = "v"."tenant") AND ("Order.amount, totals"."user" = "v"."user")
  LEFT JOIN "Order, totals" ON ("Order, totals"."tenant" = "v"."tenant") AND ("Order, totals"."user" = "v"."user")
),
"Functions, values, step 1" AS (
  SELECT "v".*, CAST(25000 AS NUMBER(38, 0)) AS "step 1"
  FROM "Functions, values" AS "v"
),
"Functions, values, step 2" AS (
  SELECT
    "v".*,
    CAST((((2 * ABS("v"."step 1")) + 10000) - MOD(((2 * ABS("v"."step 1")) + 10000), 20000)) / 20000 AS NUMBER(38, 0)) AS "step 2"
  FROM "Functions, values, step 1" AS "v"
)
SELECT "v"."tenant", "v"."user"
FROM "Functions, values, step 2" AS "v"
WHERE COALESCE(CASE WHEN "v"."last(Order.quantity) over 1h" < 5 THEN "v"."last(Order.quantity) over 1h" WHEN ("v"."last(Order.quantity) over 1h" IS NOT NULL) THEN 5 END > 1, FALSE)
  AND ABS(CAST(LEAST(GREATEST(COALESCE("v"."sum(Order.amount) over 1h", 0), (-5000000000000000)), 5000000000000000) AS NUMBER(38, 0))) > CAST(LEAST(GREATEST((CAST(CAST(CASE WHEN "v"."step 1" < 0 THEN 0 - "v"."step 2" ELSE "v"."step 2" END AS NUMBER(38, 0)) AS NUMBER(38, 0)) * 10000), (-5000000000000000)), 5000000000000000) AS NUMBER(38, 0))
  AND GREATEST(1, CAST(COALESCE("v"."count(Order) over 1h", 0) AS NUMBER(38, 0))) < 7
ORDER BY "v"."tenant", "v"."user";

-- segment Ratios: who is in at T, and since when (ms)
-- input.nudge:4
--   segment Ratios {
--     when sum(Order.amount) over 1h / count(Order) over 1h > 2 and (count(Order) over 1h mod 3 ?? 0) = 1
--       and (sum(Order.quantity) over 1h div count(Order) over 1h ?? 0) < 4
--   }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= CAST(:1 AS NUMBER(38, 0))
  GROUP BY "v"."tenant", "v"."user"
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND ("v"."amount" IS NOT NULL)
),
"Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
),
"Order.quantity" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."quantity" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND ("v"."quantity" IS NOT NULL)
),
"Ratios, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "sum(Order.amount) over 1h",
    0 AS "count(Order) over 1h",
    0 AS "sum(Order.quantity) over 1h"
  FROM "everyone" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."value" AS "sum(Order.amount) over 1h",
    0 AS "count(Order) over 1h",
    0 AS "sum(Order.quantity) over 1h"
  FROM "Order.amount" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "sum(Order.amount) over 1h",
    1 AS "count(Order) over 1h",
    0 AS "sum(Order.quantity) over 1h"
  FROM "Order" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "sum(Order.amount) over 1h",
    0 AS "count(Order) over 1h",
    "v"."value" AS "sum(Order.quantity) over 1h"
  FROM "Order.quantity" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    0 - "v"."value" AS "sum(Order.amount) over 1h",
    0 AS "count(Order) over 1h",
    0 AS "sum(Order.quantity) over 1h"
  FROM "Order.amount" AS "v"
  WHERE ("v"."at" + 3600000) <= CAST(:1 AS NUMBER(38, 0))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    0 AS "sum(Order.amount) over 1h",
    (-1) AS "count(Order) over 1h",
    0 AS "sum(Order.quantity) over 1h"
  FROM "Order" AS "v"
  WHERE ("v"."at" + 3600000) <= CAST(:1 AS NUMBER(38, 0))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    0 AS "sum(Order.amount) over 1h",
    0 AS "count(Order) over 1h",
    0 - "v"."value" AS "sum(Order.quantity) over 1h"
  FROM "Order.quantity" AS "v"
  WHERE ("v"."at" + 3600000) <= CAST(:1 AS NUMBER(38, 0))
),
"Ratios, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."sum(Order.amount) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "sum(Order.amount) over 1h",
    SUM("v"."count(Order) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(Order) over 1h",
    SUM("v"."sum(Order.quantity) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "sum(Order.quantity) over 1h"
  FROM "Ratios, changes" AS "v"
),
"Ratios, values, step 1" AS (
  SELECT
    "v".*,
    CAST(CAST(LEAST(GREATEST("v"."sum(Order.amount) over 1h", (-5000000000000000)), 5000000000000000) AS NUMBER(38, 0)) AS NUMBER(38, 0)) * 10000 AS "step 1",
    CAST(NULLIF(CAST(LEAST(GREATEST((CAST(CAST("v"."count(Order) over 1h" AS NUMBER(38, 0)) AS NUMBER(38, 0)) * 10000), (-5000000000000000)), 5000000000000000) AS NUMBER(38, 0)), 0) AS NUMBER(38, 0)) AS "step 2",
    CAST("v"."count(Order) over 1h" AS NUMBER(38, 0)) AS "step 5",
    CAST(LEAST(GREATEST("v"."sum(Order.quantity) over 1h", (-9007199254740991)), 9007199254740991) AS NUMBER(38, 0)) AS "step 6"
  FROM "Ratios, values" AS "v"
),
"Ratios, values, step 2" AS (
  SELECT
    "v".*,
    CAST((((2 * ABS("v"."step 1")) + ABS("v"."step 2")) - MOD(((2 * ABS("v"."step 1")) + ABS("v"."step 2")), (2 * ABS("v"."step 2")))) / (2 * ABS("v"."step 2")) AS NUMBER(38, 0)) AS "step 3"
  FROM "Ratios, values, step 1" AS "v"
),
"Ratios, values, step 3" AS (
  SELECT
    "v".*,
    CASE WHEN ("v"."step 1" < 0) <> ("v"."step 2" < 0) THEN 0 - "v"."step 3" ELSE "v"."step 3" END AS "step 4"
  FROM "Ratios, values, step 2" AS "v"
),
"Ratios, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE(CAST(CASE WHEN "v"."step 4" < (-5000000000000000) THEN (-5000000000000000) WHEN "v"."step 4" > 5000000000000000 THEN 5000000000000000 ELSE "v"."step 4" END AS NUMBER(38, 0)) > 20000, FALSE) AND (COALESCE(MOD("v"."step 5", NULLIF(3, 0)), 0) = 1) AND (COALESCE(CAST(CAST(("v"."step 6" - MOD("v"."step 6", NULLIF("v"."step 5", 0))) / NULLIF("v"."step 5", 0) AS NUMBER(38, 0)) AS NUMBER(38, 0)), 0) < 4) AS "in"
  FROM "Ratios, values, step 3" AS "v"
),
"Ratios, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Ratios, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Ratios" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Ratios, condition" AS "v"
  LEFT JOIN "Ratios, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Ratios" AS "v"
WHERE "v"."since" <= CAST(:1 AS NUMBER(38, 0))
ORDER BY "v"."tenant", "v"."user";

-- segment Ratios: who is in at T
-- input.nudge:4
--   segment Ratios {
--     when sum(Order.amount) over 1h / count(Order) over 1h > 2 and (count(Order) over 1h mod 3 ?? 0) = 1
--       and (sum(Order.quantity) over 1h div count(Order) over 1h ?? 0) < 4
--   }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= CAST(:1 AS NUMBER(38, 0))
  GROUP BY "v"."tenant", "v"."user"
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000)
    AND ("v"."amount" IS NOT NULL)
),
"Order.amount, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    SUM(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000) THEN "v"."value" END) AS "sum(Order.amount) over 1h"
  FROM "Order.amount" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000)
),
"Order, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000) THEN 1 END) AS "count(Order) over 1h"
  FROM "Order" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order.quantity" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."quantity" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000)
    AND ("v"."quantity" IS NOT NULL)
),
"Order.quantity, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    SUM(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000) THEN "v"."value" END) AS "sum(Order.quantity) over 1h"
  FROM "Order.quantity" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Ratios, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "Order.amount, totals"."sum(Order.amount) over 1h",
    "Order, totals"."count(Order) over 1h",
    "Order.quantity, totals"."sum(Order.quantity) over 1h"
  FROM "everyone" AS "v"
  LEFT JOIN "Order.amount, totals" ON ("Order.amount, totals"."tenant" = "v"."tenant") AND ("Order.amount, totals"."user" = "v"."user")
  LEFT JOIN "Order, totals" ON ("Order, totals"."tenant" = "v"."tenant") AND ("Order, totals"."user" = "v"."user")
  LEFT JOIN "Order.quantity, totals" ON ("Order.quantity, totals"."tenant" = "v"."tenant") AND ("Order.quantity, totals"."user" = "v"."user")
),
"Ratios, values, step 1" AS (
  SELECT
    "v".*,
    CAST(CAST(LEAST(GREATEST(COALESCE("v"."sum(Order.amount) over 1h", 0), (-5000000000000000)), 5000000000000000) AS NUMBER(38, 0)) AS NUMBER(38, 0)) * 10000 AS "step 1",
    CAST(NULLIF(CAST(LEAST(GREATEST((CAST(CAST(COALESCE("v"."count(Order) over 1h", 0) AS NUMBER(38, 0)) AS NUMBER(38, 0)) * 10000), (-5000000000000000)), 5000000000000000) AS NUMBER(38, 0)), 0) AS NUMBER(38, 0)) AS "step 2",
    CAST(COALESCE("v"."count(Order) over 1h", 0) AS NUMBER(38, 0)) AS "step 5",
    CAST(LEAST(GREATEST(COALESCE("v"."sum(Order.quantity) over 1h", 0), (-9007199254740991)), 9007199254740991) AS NUMBER(38, 0)) AS "step 6"
  FROM "Ratios, values" AS "v"
),
"Ratios, values, step 2" AS (
  SELECT
    "v".*,
    CAST((((2 * ABS("v"."step 1")) + ABS("v"."step 2")) - MOD(((2 * ABS("v"."step 1")) + ABS("v"."step 2")), (2 * ABS("v"."step 2")))) / (2 * ABS("v"."step 2")) AS NUMBER(38, 0)) AS "step 3"
  FROM "Ratios, values, step 1" AS "v"
),
"Ratios, values, step 3" AS (
  SELECT
    "v".*,
    CASE WHEN ("v"."step 1" < 0) <> ("v"."step 2" < 0) THEN 0 - "v"."step 3" ELSE "v"."step 3" END AS "step 4"
  FROM "Ratios, values, step 2" AS "v"
)
SELECT "v"."tenant", "v"."user"
FROM "Ratios, values, step 3" AS "v"
WHERE COALESCE(CAST(CASE WHEN "v"."step 4" < (-5000000000000000) THEN (-5000000000000000) WHEN "v"."step 4" > 5000000000000000 THEN 5000000000000000 ELSE "v"."step 4" END AS NUMBER(38, 0)) > 20000, FALSE)
  AND COALESCE(MOD("v"."step 5", NULLIF(3, 0)), 0) = 1
  AND COALESCE(CAST(CAST(("v"."step 6" - MOD("v"."step 6", NULLIF("v"."step 5", 0))) / NULLIF("v"."step 5", 0) AS NUMBER(38, 0)) AS NUMBER(38, 0)), 0) < 4
ORDER BY "v"."tenant", "v"."user";

-- segment Sums: who is in at T, and since when (ms)
-- input.nudge:3
--   segment Sums { when sum(Order.quantity) over 1h + 2 * count(Order) over 1h - 1 > 3 }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= CAST(:1 AS NUMBER(38, 0))
  GROUP BY "v"."tenant", "v"."user"
),
"Order.quantity" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."quantity" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND ("v"."quantity" IS NOT NULL)
),
"Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
),
"Sums, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "sum(Order.quantity) over 1h",
    0 AS "count(Order) over 1h"
  FROM "everyone" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."value" AS "sum(Order.quantity) over 1h",
    0 AS "count(Order) over 1h"
  FROM "Order.quantity" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "sum(Order.quantity) over 1h",
    1 AS "count(Order) over 1h"
  FROM "Order" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    0 - "v"."value" AS "sum(Order.quantity) over 1h",
    0 AS "count(Order) over 1h"
  FROM "Order.quantity" AS "v"
  WHERE ("v"."at" + 3600000) <= CAST(:1 AS NUMBER(38, 0))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    0 AS "sum(Order.quantity) over 1h",
    (-1) AS "count(Order) over 1h"
  FROM "Order" AS "v"
  WHERE ("v"."at" + 3600000) <= CAST(:1 AS NUMBER(38, 0))
),
"Sums, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."sum(Order.quantity) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "sum(Order.quantity) over 1h",
    SUM("v"."count(Order) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(Order) over 1h"
  FROM "Sums, changes" AS "v"
),
"Sums, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    LEAST(GREATEST((LEAST(GREATEST((CAST(LEAST(GREATEST("v"."sum(Order.quantity) over 1h", (-9007199254740991)), 9007199254740991) AS NUMBER(38, 0)) + CAST(LEAST(GREATEST((CAST(2 AS NUMBER(38, 0)) * CAST("v"."count(Order) over 1h" AS NUMBER(38, 0))), (-9007199254740991)), 9007199254740991) AS NUMBER(38, 0))), (-9007199254740991)), 9007199254740991) - 1), (-9007199254740991)), 9007199254740991) > 3 AS "in"
  FROM "Sums, values" AS "v"
),
"Sums, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Sums, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Sums" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Sums, condition" AS "v"
  LEFT JOIN "Sums, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Sums" AS "v"
WHERE "v"."since" <= CAST(:1 AS NUMBER(38, 0))
ORDER BY "v"."tenant", "v"."user";

-- segment Sums: who is in at T
-- input.nudge:3
--   segment Sums { when sum(Order.quantity) over 1h + 2 * count(Order) over 1h - 1 > 3 }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= CAST(:1 AS NUMBER(38, 0))
  GROUP BY "v"."tenant", "v"."user"
),
"Order.quantity" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."quantity" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000)
    AND ("v"."quantity" IS NOT NULL)
),
"Order.quantity, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    SUM(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000) THEN "v"."value" END) AS "sum(Order.quantity) over 1h"
  FROM "Order.quantity" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST(:1 AS NUMBER(38, 0))
    AND "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000)
),
"Order, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > (CAST(:1 AS NUMBER(38, 0)) - 3600000) THEN 1 END) AS "count(Order) over 1h"
  FROM "Order" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Sums, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "Order.quantity, totals"."sum(Order.quantity) over 1h",
    "Order, totals"."count(Order) over 1h"
  FROM "everyone" AS "v"
  LEFT JOIN "Order.quantity, totals" ON ("Order.quantity, totals"."tenant" = "v"."tenant") AND ("Order.quantity, totals"."user" = "v"."user")
  LEFT JOIN "Order, totals" ON ("Order, totals"."tenant" = "v"."tenant") AND ("Order, totals"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Sums, values" AS "v"
WHERE LEAST(GREATEST((LEAST(GREATEST((CAST(LEAST(GREATEST(COALESCE("v"."sum(Order.quantity) over 1h", 0), (-9007199254740991)), 9007199254740991) AS NUMBER(38, 0)) + CAST(LEAST(GREATEST((CAST(2 AS NUMBER(38, 0)) * CAST(COALESCE("v"."count(Order) over 1h", 0) AS NUMBER(38, 0))), (-9007199254740991)), 9007199254740991) AS NUMBER(38, 0))), (-9007199254740991)), 9007199254740991) - 1), (-9007199254740991)), 9007199254740991) > 3
ORDER BY "v"."tenant", "v"."user";
