-- Accepted events, built-in ones included.
CREATE TABLE "events" (
  "tenant" TEXT COLLATE "C" NOT NULL,
  "user" TEXT COLLATE "C" NOT NULL,
  "id" TEXT COLLATE "C" NOT NULL,
  "at" BIGINT NOT NULL, -- ms since 1970
  "type" TEXT COLLATE "C" NOT NULL, -- the qualified name of the event, user.updated or user.consent
  "session" TEXT COLLATE "C",
  "device" TEXT COLLATE "C",
  "expires" BIGINT -- timestamp, ms since 1970
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

-- segment Away: who is in at T, and since when (ms)
-- input.nudge:4
--   segment Away { when now - last(View.at) ever > 3d }
WITH "View.at" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."at" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND ("v"."at" IS NOT NULL)
),
"Away, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", "v"."at" AS "last(View.at) ever, at"
  FROM "View.at" AS "v"
),
"Away, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MAX("v"."last(View.at) ever, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "last(View.at) ever, at",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "next"
  FROM "Away, changes" AS "v"
),
"Away, values, step 1" AS MATERIALIZED (
  SELECT "v".*, "v"."last(View.at) ever, at" + 259200000 AS "step 1"
  FROM "Away, values" AS "v"
),
"Away, turns" AS (
  -- and the instants at which a comparison with now turns in between
  SELECT "v"."tenant", "v"."user", "v"."t", "v"."last(View.at) ever, at", "v"."step 1"
  FROM "Away, values, step 1" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."step 1" + 1 AS "t",
    "v"."last(View.at) ever, at",
    "v"."step 1"
  FROM "Away, values, step 1" AS "v"
  WHERE ("v"."step 1" + 1) > "v"."t"
    AND ("v"."step 1" + 1) <= CAST($1 AS BIGINT)
    AND (("v"."next" IS NULL) OR (("v"."step 1" + 1) < "v"."next"))
),
"Away, condition" AS (
  SELECT "v"."tenant", "v"."user", "v"."t", COALESCE("v"."t" > "v"."step 1", FALSE) AS "in"
  FROM "Away, turns" AS "v"
),
"Away, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Away, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Away" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Away, condition" AS "v"
  LEFT JOIN "Away, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Away" AS "v"
WHERE "v"."since" <= CAST($1 AS BIGINT)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Away: who is in at T
-- input.nudge:4
--   segment Away { when now - last(View.at) ever > 3d }
WITH "View.at" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."at" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND ("v"."at" IS NOT NULL)
),
"Away, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "View.at" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"last(View.at) ever, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" COLLATE "C" DESC) AS "rank"
  FROM "View.at" AS "v"
),
"last(View.at) ever" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "last(View.at) ever, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Away, values" AS (
  SELECT "v"."tenant", "v"."user", "last(View.at) ever"."value" AS "last(View.at) ever"
  FROM "Away, users" AS "v"
  LEFT JOIN "last(View.at) ever" ON ("last(View.at) ever"."tenant" = "v"."tenant") AND ("last(View.at) ever"."user" = "v"."user")
),
"Away, values, step 1" AS MATERIALIZED (
  SELECT "v".*, "v"."last(View.at) ever" + 259200000 AS "step 1"
  FROM "Away, values" AS "v"
)
SELECT "v"."tenant", "v"."user"
FROM "Away, values, step 1" AS "v"
WHERE COALESCE(CAST($1 AS BIGINT) > "v"."step 1", FALSE)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Expired: who is in at T, and since when (ms)
-- input.nudge:5
--   segment Expired { when now >= last(View.expires) over 7d }
WITH "View.expires" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."expires" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND ("v"."expires" IS NOT NULL)
),
"View.expires, last, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."id" COLLATE "C" DESC) AS "rank"
  FROM "View.expires" AS "v"
),
"View.expires, last" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "View.expires, last, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Expired, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", "v"."at" AS "last(View.expires) over 7d, at"
  FROM "View.expires" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 604800000 AS "t",
    CAST(NULL AS BIGINT) AS "last(View.expires) over 7d, at"
  FROM "View.expires" AS "v"
  WHERE ("v"."at" + 604800000) <= CAST($1 AS BIGINT)
),
"Expired, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MAX("v"."last(View.expires) over 7d, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "last(View.expires) over 7d, at",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "next"
  FROM "Expired, changes" AS "v"
),
"Expired, found values" AS (
  SELECT "v".*, "found 1"."value" AS "last(View.expires) over 7d"
  FROM "Expired, values" AS "v"
  LEFT JOIN "View.expires, last" AS "found 1" ON ("found 1"."tenant" = "v"."tenant") AND ("found 1"."user" = "v"."user") AND ("found 1"."at" = "v"."last(View.expires) over 7d, at") AND ("found 1"."at" > ("v"."t" - 604800000))
),
"Expired, turns" AS (
  -- and the instants at which a comparison with now turns in between
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    "v"."last(View.expires) over 7d, at",
    "v"."last(View.expires) over 7d"
  FROM "Expired, found values" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."last(View.expires) over 7d" AS "t",
    "v"."last(View.expires) over 7d, at",
    "v"."last(View.expires) over 7d"
  FROM "Expired, found values" AS "v"
  WHERE "v"."last(View.expires) over 7d" > "v"."t"
    AND "v"."last(View.expires) over 7d" <= CAST($1 AS BIGINT)
    AND (("v"."next" IS NULL) OR ("v"."last(View.expires) over 7d" < "v"."next"))
),
"Expired, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE("v"."t" >= "v"."last(View.expires) over 7d", FALSE) AS "in"
  FROM "Expired, turns" AS "v"
),
"Expired, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Expired, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Expired" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Expired, condition" AS "v"
  LEFT JOIN "Expired, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Expired" AS "v"
WHERE "v"."since" <= CAST($1 AS BIGINT)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Expired: who is in at T
-- input.nudge:5
--   segment Expired { when now >= last(View.expires) over 7d }
WITH "View.expires" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."expires" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND "v"."at" > (CAST($1 AS BIGINT) - 604800000)
    AND ("v"."expires" IS NOT NULL)
),
"Expired, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "View.expires" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"last(View.expires) over 7d, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" COLLATE "C" DESC) AS "rank"
  FROM "View.expires" AS "v"
  WHERE "v"."at" > (CAST($1 AS BIGINT) - 604800000)
),
"last(View.expires) over 7d" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "last(View.expires) over 7d, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Expired, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "last(View.expires) over 7d"."value" AS "last(View.expires) over 7d"
  FROM "Expired, users" AS "v"
  LEFT JOIN "last(View.expires) over 7d" ON ("last(View.expires) over 7d"."tenant" = "v"."tenant") AND ("last(View.expires) over 7d"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Expired, values" AS "v"
WHERE COALESCE(CAST($1 AS BIGINT) >= "v"."last(View.expires) over 7d", FALSE)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Grown: who is in at T, and since when (ms)
-- input.nudge:6
--   segment Grown { when now - 30d > user.birthday ?? 1970-01-01T00:00:00Z and now != 2026-03-02T10:00:00Z }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= CAST($1 AS BIGINT)
  GROUP BY "v"."tenant", "v"."user"
),
"user.birthday, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."at" DESC, "v"."id" COLLATE "C" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'birthday'
    AND "v"."at" <= CAST($1 AS BIGINT)
),
"user.birthday" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "user.birthday, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Grown, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", CAST(NULL AS BIGINT) AS "user.birthday at"
  FROM "everyone" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", "v"."at" AS "user.birthday at"
  FROM "user.birthday" AS "v"
),
"Grown, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MAX("v"."user.birthday at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "user.birthday at",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "next"
  FROM "Grown, changes" AS "v"
),
"Grown, found values" AS (
  SELECT "v".*, "found 1"."value" AS "user.birthday"
  FROM "Grown, values" AS "v"
  LEFT JOIN "user.birthday" AS "found 1" ON ("found 1"."tenant" = "v"."tenant") AND ("found 1"."user" = "v"."user") AND ("found 1"."at" = "v"."user.birthday at")
  WHERE "v"."t" >= 0
),
"Grown, found values, step 1" AS MATERIALIZED (
  SELECT "v".*, COALESCE(CAST("v"."user.birthday" AS BIGINT), 0) + 2592000000 AS "step 1"
  FROM "Grown, found values" AS "v"
),
"Grown, turns" AS (
  -- and the instants at which a comparison with now turns in between
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    "v"."user.birthday at",
    "v"."user.birthday",
    "v"."step 1"
  FROM "Grown, found values, step 1" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."step 1" + 1 AS "t",
    "v"."user.birthday at",
    "v"."user.birthday",
    "v"."step 1"
  FROM "Grown, found values, step 1" AS "v"
  WHERE ("v"."step 1" + 1) > "v"."t"
    AND ("v"."step 1" + 1) <= CAST($1 AS BIGINT)
    AND (("v"."next" IS NULL) OR (("v"."step 1" + 1) < "v"."next"))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    1772445600000 AS "t",
    "v"."user.birthday at",
    "v"."user.birthday",
    "v"."step 1"
  FROM "Grown, found values, step 1" AS "v"
  WHERE 1772445600000 > "v"."t"
    AND 1772445600000 <= CAST($1 AS BIGINT)
    AND (("v"."next" IS NULL) OR (1772445600000 < "v"."next"))
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    1772445600000 + 1 AS "t",
    "v"."user.birthday at",
    "v"."user.birthday",
    "v"."step 1"
  FROM "Grown, found values, step 1" AS "v"
  WHERE (1772445600000 + 1) > "v"."t"
    AND (1772445600000 + 1) <= CAST($1 AS BIGINT)
    AND (("v"."next" IS NULL) OR ((1772445600000 + 1) < "v"."next"))
),
"Grown, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    (LEAST(GREATEST("v"."t", 2592000000), 253404892799999) > "v"."step 1") AND ("v"."t" <> 1772445600000) AS "in"
  FROM "Grown, turns" AS "v"
),
"Grown, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Grown, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Grown" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Grown, condition" AS "v"
  LEFT JOIN "Grown, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Grown" AS "v"
WHERE "v"."since" <= CAST($1 AS BIGINT)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Grown: who is in at T
-- input.nudge:6
--   segment Grown { when now - 30d > user.birthday ?? 1970-01-01T00:00:00Z and now != 2026-03-02T10:00:00Z }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= CAST($1 AS BIGINT)
  GROUP BY "v"."tenant", "v"."user"
),
"user.birthday, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" COLLATE "C" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'birthday'
    AND "v"."at" <= CAST($1 AS BIGINT)
),
"user.birthday" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "user.birthday, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Grown, values" AS (
  SELECT "v"."tenant", "v"."user", "user.birthday"."value" AS "user.birthday"
  FROM "everyone" AS "v"
  LEFT JOIN "user.birthday" ON ("user.birthday"."tenant" = "v"."tenant") AND ("user.birthday"."user" = "v"."user")
),
"Grown, values, step 1" AS MATERIALIZED (
  SELECT "v".*, COALESCE(CAST("v"."user.birthday" AS BIGINT), 0) + 2592000000 AS "step 1"
  FROM "Grown, values" AS "v"
)
SELECT "v"."tenant", "v"."user"
FROM "Grown, values, step 1" AS "v"
WHERE LEAST(GREATEST(CAST($1 AS BIGINT), 2592000000), 253404892799999) > "v"."step 1"
  AND CAST($1 AS BIGINT) <> 1772445600000
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";
