-- Accepted events, built-in ones included.
CREATE TABLE "events" (
  "tenant" VARCHAR NOT NULL,
  "user" VARCHAR NOT NULL,
  "id" VARCHAR NOT NULL,
  "at" BIGINT NOT NULL, -- ms since 1970
  "type" VARCHAR NOT NULL, -- the qualified name of the event, user.updated or user.consent
  "session" VARCHAR,
  "device" VARCHAR,
  "amount" BIGINT, -- decimal, times 10 000
  "code" VARCHAR -- string
);

-- Writes to fields of users and to consents.
CREATE TABLE "profile" (
  "tenant" VARCHAR NOT NULL,
  "user" VARCHAR NOT NULL,
  "at" BIGINT NOT NULL, -- ms since 1970; -1: since ever
  "id" VARCHAR NOT NULL, -- of the event that wrote it
  "field" VARCHAR NOT NULL, -- the name of the field, or consent.<purpose>
  "value" VARCHAR -- as text; null: cleared
);

-- Time zones: at [from, until) their clocks are at UTC + offset.
CREATE TABLE "zones" (
  "zone" VARCHAR NOT NULL,
  "from" BIGINT NOT NULL, -- ms since 1970
  "until" BIGINT NOT NULL, -- ms since 1970
  "offset" BIGINT NOT NULL -- ms
);

-- metric is_old: its value at T for every user
-- input.nudge:11
--   metric is_old = now - 365d > user.born ?? 1970-01-01T00:00:00Z
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= $1
  GROUP BY "v"."tenant", "v"."user"
),
"user.born, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'born'
    AND "v"."at" <= $1
),
"user.born" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "user.born, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"is_old, values" AS (
  SELECT "v"."tenant", "v"."user", "user.born"."value" AS "user.born"
  FROM "everyone" AS "v"
  LEFT JOIN "user.born" ON ("user.born"."tenant" = "v"."tenant") AND ("user.born"."user" = "v"."user")
),
"is_old, values, step 1" AS (
  SELECT "v".*, COALESCE(CAST("v"."user.born" AS BIGINT), 0) + 31536000000 AS "step 1"
  FROM "is_old, values" AS "v"
)
SELECT
  "v"."tenant",
  "v"."user",
  LEAST(GREATEST($1, 31536000000), 253433836799999) > "v"."step 1" AS "value"
FROM "is_old, values, step 1" AS "v"
ORDER BY "v"."tenant", "v"."user";

-- metric kinds: its value at T for every user
-- input.nudge:9
--   metric kinds = distinct(Order.code) over 7d
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= $1
  GROUP BY "v"."tenant", "v"."user"
),
"Order.code" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."code" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 604800000)
    AND ("v"."code" IS NOT NULL)
),
"Order.code, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(DISTINCT CASE WHEN "v"."at" > ($1 - 604800000) THEN "v"."value" END) AS "distinct(Order.code) over 7d"
  FROM "Order.code" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"kinds, values" AS (
  SELECT "v"."tenant", "v"."user", "Order.code, totals"."distinct(Order.code) over 7d"
  FROM "everyone" AS "v"
  LEFT JOIN "Order.code, totals" ON ("Order.code, totals"."tenant" = "v"."tenant") AND ("Order.code, totals"."user" = "v"."user")
)
SELECT
  "v"."tenant",
  "v"."user",
  CAST(LEAST(COALESCE("v"."distinct(Order.code) over 7d", 0), 1024) AS BIGINT) AS "value"
FROM "kinds, values" AS "v"
ORDER BY "v"."tenant", "v"."user";

-- metric last_code: its value at T for every user
-- input.nudge:8
--   metric last_code = last(Order.code) ever
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= $1
  GROUP BY "v"."tenant", "v"."user"
),
"Order.code" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."code" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= $1
    AND ("v"."code" IS NOT NULL)
),
"last(Order.code) ever, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "Order.code" AS "v"
),
"last(Order.code) ever" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "last(Order.code) ever, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"last_code, values" AS (
  SELECT "v"."tenant", "v"."user", "last(Order.code) ever"."value" AS "last(Order.code) ever"
  FROM "everyone" AS "v"
  LEFT JOIN "last(Order.code) ever" ON ("last(Order.code) ever"."tenant" = "v"."tenant") AND ("last(Order.code) ever"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user", "v"."last(Order.code) ever" AS "value"
FROM "last_code, values" AS "v"
ORDER BY "v"."tenant", "v"."user";

-- metric mean: its value at T for every user
-- input.nudge:7
--   metric mean = spent / orders
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= $1
  GROUP BY "v"."tenant", "v"."user"
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 86400000)
    AND ("v"."amount" IS NOT NULL)
),
"Order.amount, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    SUM(CASE WHEN "v"."at" > ($1 - 86400000) THEN "v"."value" END) AS "sum(Order.amount) over 24h"
  FROM "Order.amount" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 86400000)
),
"Order, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > ($1 - 86400000) THEN 1 END) AS "count(Order) over 24h"
  FROM "Order" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"mean, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "Order.amount, totals"."sum(Order.amount) over 24h",
    "Order, totals"."count(Order) over 24h"
  FROM "everyone" AS "v"
  LEFT JOIN "Order.amount, totals" ON ("Order.amount, totals"."tenant" = "v"."tenant") AND ("Order.amount, totals"."user" = "v"."user")
  LEFT JOIN "Order, totals" ON ("Order, totals"."tenant" = "v"."tenant") AND ("Order, totals"."user" = "v"."user")
),
"mean, values, step 1" AS (
  SELECT
    "v".*,
    CAST(CAST(LEAST(GREATEST(COALESCE("v"."sum(Order.amount) over 24h", 0), (-5000000000000000)), 5000000000000000) AS BIGINT) AS HUGEINT) * 10000 AS "step 1",
    CAST(NULLIF(CAST(LEAST(GREATEST((CAST(CAST(COALESCE("v"."count(Order) over 24h", 0) AS BIGINT) AS HUGEINT) * 10000), (-5000000000000000)), 5000000000000000) AS BIGINT), 0) AS HUGEINT) AS "step 2"
  FROM "mean, values" AS "v"
),
"mean, values, step 2" AS (
  SELECT
    "v".*,
    (((2 * ABS("v"."step 1")) + ABS("v"."step 2")) // (2 * ABS("v"."step 2"))) AS "step 3"
  FROM "mean, values, step 1" AS "v"
),
"mean, values, step 3" AS (
  SELECT
    "v".*,
    CASE WHEN ("v"."step 1" < 0) <> ("v"."step 2" < 0) THEN 0 - "v"."step 3" ELSE "v"."step 3" END AS "step 4"
  FROM "mean, values, step 2" AS "v"
)
SELECT
  "v"."tenant",
  "v"."user",
  CAST(CASE WHEN "v"."step 4" < (-5000000000000000) THEN (-5000000000000000) WHEN "v"."step 4" > 5000000000000000 THEN 5000000000000000 ELSE "v"."step 4" END AS BIGINT) AS "value"
FROM "mean, values, step 3" AS "v"
ORDER BY "v"."tenant", "v"."user";

-- metric orders: its value at T for every user
-- input.nudge:5
--   metric orders = count(Order) over 24h
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= $1
  GROUP BY "v"."tenant", "v"."user"
),
"Order" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 86400000)
),
"Order, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > ($1 - 86400000) THEN 1 END) AS "count(Order) over 24h"
  FROM "Order" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"orders, values" AS (
  SELECT "v"."tenant", "v"."user", "Order, totals"."count(Order) over 24h"
  FROM "everyone" AS "v"
  LEFT JOIN "Order, totals" ON ("Order, totals"."tenant" = "v"."tenant") AND ("Order, totals"."user" = "v"."user")
)
SELECT
  "v"."tenant",
  "v"."user",
  CAST(COALESCE("v"."count(Order) over 24h", 0) AS BIGINT) AS "value"
FROM "orders, values" AS "v"
ORDER BY "v"."tenant", "v"."user";

-- metric spent: its value at T for every user
-- input.nudge:6
--   metric spent = sum(Order.amount) over 24h
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= $1
  GROUP BY "v"."tenant", "v"."user"
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 86400000)
    AND ("v"."amount" IS NOT NULL)
),
"Order.amount, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    SUM(CASE WHEN "v"."at" > ($1 - 86400000) THEN "v"."value" END) AS "sum(Order.amount) over 24h"
  FROM "Order.amount" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"spent, values" AS (
  SELECT "v"."tenant", "v"."user", "Order.amount, totals"."sum(Order.amount) over 24h"
  FROM "everyone" AS "v"
  LEFT JOIN "Order.amount, totals" ON ("Order.amount, totals"."tenant" = "v"."tenant") AND ("Order.amount, totals"."user" = "v"."user")
)
SELECT
  "v"."tenant",
  "v"."user",
  CAST(LEAST(GREATEST(COALESCE("v"."sum(Order.amount) over 24h", 0), (-5000000000000000)), 5000000000000000) AS BIGINT) AS "value"
FROM "spent, values" AS "v"
ORDER BY "v"."tenant", "v"."user";

-- metric tags: its value at T for every user
-- input.nudge:10
--   metric tags = user.tags
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= $1
  GROUP BY "v"."tenant", "v"."user"
),
"user.tags, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'tags'
    AND "v"."at" <= $1
),
"user.tags" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "user.tags, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"tags, values" AS (
  SELECT "v"."tenant", "v"."user", "user.tags"."value" AS "user.tags"
  FROM "everyone" AS "v"
  LEFT JOIN "user.tags" ON ("user.tags"."tenant" = "v"."tenant") AND ("user.tags"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user", "v"."user.tags" AS "value"
FROM "tags, values" AS "v"
ORDER BY "v"."tenant", "v"."user";
