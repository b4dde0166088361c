package io.notifyflow.gateway;

import io.vertx.ext.web.Router;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Other modules' routers on the public port, each below a path named like its bean. */
@Component
class Mounts {

    private final Map<String, Router> routers;

    Mounts(Map<String, Router> routers) {
        this.routers = routers;
    }

    void install(Router router) {
        routers.forEach(
                (path, mounted) -> router.route("/" + path + "*").order(-60).subRouter(mounted));
    }
}
