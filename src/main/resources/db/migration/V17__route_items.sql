-- What routes took from where they fetch: an item is taken once, for as long as it is still found there and a while longer.
CREATE TABLE route_item (
    route   text        NOT NULL,
    item    text        NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (route, item)
);
CREATE INDEX route_item_seen ON route_item (seen_at);

-- What one hub does at a time: whose turn it is to poll, and which file is being read. It ends by itself.
CREATE TABLE route_lease (
    name   text PRIMARY KEY,
    holder uuid        NOT NULL,
    until  timestamptz NOT NULL
);
CREATE INDEX route_lease_until ON route_lease (until);
