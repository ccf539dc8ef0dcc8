-- Accepted events, built-in ones included.
CREATE TABLE "events" (
  "tenant" TEXT COLLATE "C" NOT NULL,
  "user" TEXT COLLATE "C" NOT NULL,
  "id" TEXT COLLATE "C" NOT NULL,
  "at" BIGINT NOT NULL, -- ms since 1970
  "type" TEXT COLLATE "C" NOT NULL, -- the qualified name of the event, user.updated or user.consent
  "session" TEXT COLLATE "C",
  "device" TEXT COLLATE "C",
  "amount" BIGINT, -- decimal, times 10 000
  "quantity" BIGINT, -- int
  "code" TEXT COLLATE "C", -- string
  "tags" TEXT COLLATE "C", -- list, as JSON
  "paid" BOOLEAN, -- bool
  "offset" BIGINT -- int
);

-- Writes to fields of users and to consents.
CREATE TABLE "profile" (
  "tenant" TEXT COLLATE "C" NOT NULL,
  "user" TEXT COLLATE "C" NOT NULL,
  "at" BIGINT NOT NULL, -- ms since 1970; -1: since ever
  "id" TEXT COLLATE "C" NOT NULL, -- of the event that wrote it
  "field" TEXT COLLATE "C" NOT NULL, -- the name of the field, or consent.<purpose>
  "value" TEXT COLLATE "C" -- as text; null: cleared
);

-- Time zones: at [from, until) their clocks are at UTC + offset.
CREATE TABLE "zones" (
  "zone" TEXT COLLATE "C" NOT NULL,
  "from" BIGINT NOT NULL, -- ms since 1970
  "until" BIGINT NOT NULL, -- ms since 1970
  "offset" BIGINT NOT NULL -- ms
);

-- segment Bulk: who is in at T, and since when (ms)
-- input.nudge:3
--   segment Bulk { when count(Order where amount * quantity > 100 and paid) over 24h >= 1 }
WITH "Order, filtered, all" AS (
  SELECT "v".*
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
),
"Order, filtered, all, step 1" AS MATERIALIZED (
  SELECT
    "v".*,
    CAST("v"."amount" AS NUMERIC) * CAST(LEAST(GREATEST((CAST("v"."quantity" AS NUMERIC) * 10000), (-5000000000000000)), 5000000000000000) AS BIGINT) AS "step 1"
  FROM "Order, filtered, all" AS "v"
),
"Order, filtered, all, step 2" AS MATERIALIZED (
  SELECT "v".*, div(CAST(((2 * ABS("v"."step 1")) + 10000) AS NUMERIC), 20000) AS "step 2"
  FROM "Order, filtered, all, step 1" AS "v"
),
"Order, filtered" AS (
  -- count(Order where amount * quantity > 100 and paid) over 24h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "Order, filtered, all, step 2" AS "v"
  WHERE CAST(LEAST(GREATEST(CASE WHEN "v"."step 1" < 0 THEN 0 - "v"."step 2" ELSE "v"."step 2" END, (-5000000000000000)), 5000000000000000) AS BIGINT) > 1000000
    AND "v"."paid"
),
"Bulk, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", 1 AS "count(Order, filtered) over 24h"
  FROM "Order, filtered" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    (-1) AS "count(Order, filtered) over 24h"
  FROM "Order, filtered" AS "v"
  WHERE ("v"."at" + 86400000) <= CAST($1 AS BIGINT)
),
"Bulk, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(Order, filtered) over 24h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(Order, filtered) over 24h"
  FROM "Bulk, changes" AS "v"
),
"Bulk, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    CAST("v"."count(Order, filtered) over 24h" AS BIGINT) >= 1 AS "in"
  FROM "Bulk, values" AS "v"
),
"Bulk, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Bulk, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Bulk" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Bulk, condition" AS "v"
  LEFT JOIN "Bulk, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Bulk" AS "v"
WHERE "v"."since" <= CAST($1 AS BIGINT)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Bulk: who is in at T
-- input.nudge:3
--   segment Bulk { when count(Order where amount * quantity > 100 and paid) over 24h >= 1 }
WITH "Order, filtered, all" AS (
  SELECT "v".*
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND "v"."at" > (CAST($1 AS BIGINT) - 86400000)
),
"Order, filtered, all, step 1" AS MATERIALIZED (
  SELECT
    "v".*,
    CAST("v"."amount" AS NUMERIC) * CAST(LEAST(GREATEST((CAST("v"."quantity" AS NUMERIC) * 10000), (-5000000000000000)), 5000000000000000) AS BIGINT) AS "step 1"
  FROM "Order, filtered, all" AS "v"
),
"Order, filtered, all, step 2" AS MATERIALIZED (
  SELECT "v".*, div(CAST(((2 * ABS("v"."step 1")) + 10000) AS NUMERIC), 20000) AS "step 2"
  FROM "Order, filtered, all, step 1" AS "v"
),
"Order, filtered" AS (
  -- count(Order where amount * quantity > 100 and paid) over 24h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "Order, filtered, all, step 2" AS "v"
  WHERE CAST(LEAST(GREATEST(CASE WHEN "v"."step 1" < 0 THEN 0 - "v"."step 2" ELSE "v"."step 2" END, (-5000000000000000)), 5000000000000000) AS BIGINT) > 1000000
    AND "v"."paid"
),
"Bulk, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "Order, filtered" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order, filtered, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > (CAST($1 AS BIGINT) - 86400000) THEN 1 END) AS "count(Order, filtered) over 24h"
  FROM "Order, filtered" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Bulk, values" AS (
  SELECT "v"."tenant", "v"."user", "Order, filtered, totals"."count(Order, filtered) over 24h"
  FROM "Bulk, users" AS "v"
  LEFT JOIN "Order, filtered, totals" ON ("Order, filtered, totals"."tenant" = "v"."tenant") AND ("Order, filtered, totals"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Bulk, values" AS "v"
WHERE CAST(COALESCE("v"."count(Order, filtered) over 24h", 0) AS BIGINT) >= 1
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Rate: who is in at T, and since when (ms)
-- input.nudge:4
--   segment Rate { when sum(Order.quantity where amount / quantity < 2.5 and 3 in tags) over 24h > 0 }
WITH "Order.quantity, filtered, all" AS (
  SELECT "v".*
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
),
"Order.quantity, filtered, all, step 1" AS MATERIALIZED (
  SELECT
    "v".*,
    CAST("v"."amount" AS NUMERIC) * 10000 AS "step 1",
    CAST(NULLIF(CAST(LEAST(GREATEST((CAST("v"."quantity" AS NUMERIC) * 10000), (-5000000000000000)), 5000000000000000) AS BIGINT), 0) AS NUMERIC) AS "step 2"
  FROM "Order.quantity, filtered, all" AS "v"
),
"Order.quantity, filtered, all, step 2" AS MATERIALIZED (
  SELECT
    "v".*,
    div(CAST(((2 * ABS("v"."step 1")) + ABS("v"."step 2")) AS NUMERIC), (2 * ABS("v"."step 2"))) AS "step 3"
  FROM "Order.quantity, filtered, all, step 1" AS "v"
),
"Order.quantity, filtered, all, step 3" AS MATERIALIZED (
  SELECT
    "v".*,
    CASE WHEN ("v"."step 1" < 0) <> ("v"."step 2" < 0) THEN 0 - "v"."step 3" ELSE "v"."step 3" END AS "step 4"
  FROM "Order.quantity, filtered, all, step 2" AS "v"
),
"Order.quantity, filtered" AS (
  -- sum(Order.quantity where amount / quantity < 2.5 and 3 in tags) over 24h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."quantity" AS "value"
  FROM "Order.quantity, filtered, all, step 3" AS "v"
  WHERE COALESCE(CAST(CASE WHEN "v"."step 4" < (-5000000000000000) THEN (-5000000000000000) WHEN "v"."step 4" > 5000000000000000 THEN 5000000000000000 ELSE "v"."step 4" END AS BIGINT) < 25000, FALSE)
    AND (CAST("v"."tags" AS JSONB) @> to_jsonb(CAST(3 AS BIGINT)))
    AND ("v"."quantity" IS NOT NULL)
),
"Rate, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."value" AS "sum(Order.quantity, filtered) over 24h"
  FROM "Order.quantity, filtered" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    0 - "v"."value" AS "sum(Order.quantity, filtered) over 24h"
  FROM "Order.quantity, filtered" AS "v"
  WHERE ("v"."at" + 86400000) <= CAST($1 AS BIGINT)
),
"Rate, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."sum(Order.quantity, filtered) over 24h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "sum(Order.quantity, filtered) over 24h"
  FROM "Rate, changes" AS "v"
),
"Rate, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    CAST(LEAST(GREATEST("v"."sum(Order.quantity, filtered) over 24h", (-9007199254740991)), 9007199254740991) AS BIGINT) > 0 AS "in"
  FROM "Rate, values" AS "v"
),
"Rate, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Rate, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Rate" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Rate, condition" AS "v"
  LEFT JOIN "Rate, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Rate" AS "v"
WHERE "v"."since" <= CAST($1 AS BIGINT)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Rate: who is in at T
-- input.nudge:4
--   segment Rate { when sum(Order.quantity where amount / quantity < 2.5 and 3 in tags) over 24h > 0 }
WITH "Order.quantity, filtered, all" AS (
  SELECT "v".*
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND "v"."at" > (CAST($1 AS BIGINT) - 86400000)
),
"Order.quantity, filtered, all, step 1" AS MATERIALIZED (
  SELECT
    "v".*,
    CAST("v"."amount" AS NUMERIC) * 10000 AS "step 1",
    CAST(NULLIF(CAST(LEAST(GREATEST((CAST("v"."quantity" AS NUMERIC) * 10000), (-5000000000000000)), 5000000000000000) AS BIGINT), 0) AS NUMERIC) AS "step 2"
  FROM "Order.quantity, filtered, all" AS "v"
),
"Order.quantity, filtered, all, step 2" AS MATERIALIZED (
  SELECT
    "v".*,
    div(CAST(((2 * ABS("v"."step 1")) + ABS("v"."step 2")) AS NUMERIC), (2 * ABS("v"."step 2"))) AS "step 3"
  FROM "Order.quantity, filtered, all, step 1" AS "v"
),
"Order.quantity, filtered, all, step 3" AS MATERIALIZED (
  SELECT
    "v".*,
    CASE WHEN ("v"."step 1" < 0) <> ("v"."step 2" < 0) THEN 0 - "v"."step 3" ELSE "v"."step 3" END AS "step 4"
  FROM "Order.quantity, filtered, all, step 2" AS "v"
),
"Order.quantity, filtered" AS (
  -- sum(Order.quantity where amount / quantity < 2.5 and 3 in tags) over 24h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."quantity" AS "value"
  FROM "Order.quantity, filtered, all, step 3" AS "v"
  WHERE COALESCE(CAST(CASE WHEN "v"."step 4" < (-5000000000000000) THEN (-5000000000000000) WHEN "v"."step 4" > 5000000000000000 THEN 5000000000000000 ELSE "v"."step 4" END AS BIGINT) < 25000, FALSE)
    AND (CAST("v"."tags" AS JSONB) @> to_jsonb(CAST(3 AS BIGINT)))
    AND ("v"."quantity" IS NOT NULL)
),
"Rate, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "Order.quantity, filtered" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order.quantity, filtered, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    SUM(CASE WHEN "v"."at" > (CAST($1 AS BIGINT) - 86400000) THEN "v"."value" END) AS "sum(Order.quantity, filtered) over 24h"
  FROM "Order.quantity, filtered" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Rate, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "Order.quantity, filtered, totals"."sum(Order.quantity, filtered) over 24h"
  FROM "Rate, users" AS "v"
  LEFT JOIN "Order.quantity, filtered, totals" ON ("Order.quantity, filtered, totals"."tenant" = "v"."tenant") AND ("Order.quantity, filtered, totals"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Rate, values" AS "v"
WHERE CAST(LEAST(GREATEST(COALESCE("v"."sum(Order.quantity, filtered) over 24h", 0), (-9007199254740991)), 9007199254740991) AS BIGINT) > 0
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Zoned: who is in at T, and since when (ms)
-- input.nudge:5
--   segment Zoned { when count(Order where hour(at, "Europe/Berlin") >= 22 and offset is present) over 24h > 0 }
WITH "Order, filtered, all" AS (
  SELECT "v".*
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
),
"Order, filtered, all, step 1" AS MATERIALIZED (
  SELECT "v".*, "zone step 1"."offset" AS "step 1"
  FROM "Order, filtered, all" AS "v"
  LEFT JOIN "zones" AS "zone step 1" ON ("zone step 1"."zone" = 'Europe/Berlin') AND ("zone step 1"."from" <= CASE WHEN "v"."at" < 16725225600000 THEN "v"."at" ELSE (("v"."at" - 4102444800000) % 12622780800000) + 4102444800000 END) AND ("zone step 1"."until" > CASE WHEN "v"."at" < 16725225600000 THEN "v"."at" ELSE (("v"."at" - 4102444800000) % 12622780800000) + 4102444800000 END)
),
"Order, filtered, all, step 2" AS MATERIALIZED (
  SELECT "v".*, ((("v"."at" + 2419200000) + "v"."step 1") % 86400000) AS "step 2"
  FROM "Order, filtered, all, step 1" AS "v"
),
"Order, filtered" AS (
  -- count(Order where hour(at, "Europe/Berlin") >= 22 and offset is present) over 24h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "Order, filtered, all, step 2" AS "v"
  WHERE CAST(div(CAST("v"."step 2" AS NUMERIC), 3600000) AS BIGINT) >= 22
    AND ("v"."offset" IS NOT NULL)
),
"Zoned, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", 1 AS "count(Order, filtered) over 24h"
  FROM "Order, filtered" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    (-1) AS "count(Order, filtered) over 24h"
  FROM "Order, filtered" AS "v"
  WHERE ("v"."at" + 86400000) <= CAST($1 AS BIGINT)
),
"Zoned, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(Order, filtered) over 24h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(Order, filtered) over 24h"
  FROM "Zoned, changes" AS "v"
),
"Zoned, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    CAST("v"."count(Order, filtered) over 24h" AS BIGINT) > 0 AS "in"
  FROM "Zoned, values" AS "v"
),
"Zoned, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Zoned, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Zoned" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Zoned, condition" AS "v"
  LEFT JOIN "Zoned, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Zoned" AS "v"
WHERE "v"."since" <= CAST($1 AS BIGINT)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Zoned: who is in at T
-- input.nudge:5
--   segment Zoned { when count(Order where hour(at, "Europe/Berlin") >= 22 and offset is present) over 24h > 0 }
WITH "Order, filtered, all" AS (
  SELECT "v".*
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND "v"."at" > (CAST($1 AS BIGINT) - 86400000)
),
"Order, filtered, all, step 1" AS MATERIALIZED (
  SELECT "v".*, "zone step 1"."offset" AS "step 1"
  FROM "Order, filtered, all" AS "v"
  LEFT JOIN "zones" AS "zone step 1" ON ("zone step 1"."zone" = 'Europe/Berlin') AND ("zone step 1"."from" <= CASE WHEN "v"."at" < 16725225600000 THEN "v"."at" ELSE (("v"."at" - 4102444800000) % 12622780800000) + 4102444800000 END) AND ("zone step 1"."until" > CASE WHEN "v"."at" < 16725225600000 THEN "v"."at" ELSE (("v"."at" - 4102444800000) % 12622780800000) + 4102444800000 END)
),
"Order, filtered, all, step 2" AS MATERIALIZED (
  SELECT "v".*, ((("v"."at" + 2419200000) + "v"."step 1") % 86400000) AS "step 2"
  FROM "Order, filtered, all, step 1" AS "v"
),
"Order, filtered" AS (
  -- count(Order where hour(at, "Europe/Berlin") >= 22 and offset is present) over 24h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "Order, filtered, all, step 2" AS "v"
  WHERE CAST(div(CAST("v"."step 2" AS NUMERIC), 3600000) AS BIGINT) >= 22
    AND ("v"."offset" IS NOT NULL)
),
"Zoned, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "Order, filtered" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order, filtered, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > (CAST($1 AS BIGINT) - 86400000) THEN 1 END) AS "count(Order, filtered) over 24h"
  FROM "Order, filtered" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Zoned, values" AS (
  SELECT "v"."tenant", "v"."user", "Order, filtered, totals"."count(Order, filtered) over 24h"
  FROM "Zoned, users" AS "v"
  LEFT JOIN "Order, filtered, totals" ON ("Order, filtered, totals"."tenant" = "v"."tenant") AND ("Order, filtered, totals"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Zoned, values" AS "v"
WHERE CAST(COALESCE("v"."count(Order, filtered) over 24h", 0) AS BIGINT) > 0
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";
