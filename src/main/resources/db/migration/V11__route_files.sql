-- The last version of each route file that went live: what a hub starts with while the one in its folder is broken.
CREATE TABLE route_file (
    path       text PRIMARY KEY,
    checksum   text NOT NULL,
    content    text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- Which version of each file every hub runs, as it reports itself.
CREATE TABLE hub_routes (
    hub_id  uuid PRIMARY KEY,
    report  jsonb NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);
