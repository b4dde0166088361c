-- Routes that an operator has stopped, on all hubs, until somebody starts them again.
CREATE TABLE route_stop (
    route_id   text PRIMARY KEY,
    actor_kind text        NOT NULL,
    actor_name text        NOT NULL,
    stopped_at timestamptz NOT NULL DEFAULT now()
);
