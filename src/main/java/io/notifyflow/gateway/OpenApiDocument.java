package io.notifyflow.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;

/** Serves the description of the API, from which clients are generated. */
@Configuration
class OpenApiDocument {

    private static final String FILE = "openapi/openapi.yaml";

    /** Named like its path. */
    @Bean("openapi.yaml")
    Router openApi(Vertx vertx) throws IOException {
        Buffer document = Buffer.buffer(new ClassPathResource(FILE).getContentAsByteArray());
        Router router = Router.router(vertx);
        router.get().handler(request -> request.response()
                .putHeader("Content-Type", "application/yaml")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(document));
        return router;
    }
}
