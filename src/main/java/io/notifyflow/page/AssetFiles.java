package io.notifyflow.page;

import io.notifyflow.page.Assets.Asset;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Serves the files that pages load. */
@Controller
class AssetFiles {

    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    @GetMapping(Assets.PATH + "{fingerprint}/{name}")
    void serve(
            @PathVariable String fingerprint,
            @PathVariable String name,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Optional<Asset> found = Assets.find(name);
        if (found.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Asset asset = found.get();
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        boolean gzip = accepted != null && accepted.contains("gzip");
        byte[] content = gzip ? asset.gzip() : asset.plain();
        response.setContentType(asset.type());
        // A page from before an update may ask for a file of before; it gets today's, and must ask again.
        response.setHeader(HttpHeaders.CACHE_CONTROL, asset.fingerprint().equals(fingerprint) ? FOR_EVER : "no-cache");
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (gzip) {
            response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }
}
