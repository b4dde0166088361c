package io.notifyflow.sandbox;

import java.util.Locale;

/**
 * The kinds of calls that are served. Discord names a bucket by an opaque hash that calls of one kind share; a
 * bucket of one's own is that hash together with the top-level resource.
 */
enum ApiRoute {
    EXECUTE_WEBHOOK("5a9e3c1f07d24b86", false),
    GET_WEBHOOK("c8b1d0e47a63f295", false),
    CREATE_MESSAGE("80c17d2f203122d9", true),
    CREATE_DM("d3f94e7716b08ac2", true),
    GET_SELF("1e6b85f0a9c7342d", true);

    private final String bucket;
    private final boolean forBots;

    ApiRoute(String bucket, boolean forBots) {
        this.bucket = bucket;
        this.forBots = forBots;
    }

    String bucket() {
        return bucket;
    }

    /** Discord's own name of the operation, in its OpenAPI description. */
    String operation() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean hasBody() {
        return switch (this) {
            case EXECUTE_WEBHOOK, CREATE_MESSAGE, CREATE_DM -> true;
            case GET_WEBHOOK, GET_SELF -> false;
        };
    }

    /** Calls that carry a bot's token; the others carry a webhook's own. */
    boolean forBots() {
        return forBots;
    }
}
