package io.notifyflow.identity.signin;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;

/** Writes pages, each with the token that its forms repeat. */
@Component
class PageWriter {

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, PageWriter.class.getClassLoader(), "io.notifyflow.jte");

    /**
     * @param model the parameters of the template, beside {@code form}
     */
    void write(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String template,
            Map<String, Object> model)
            throws IOException {
        var all = new HashMap<>(model);
        all.put(
                "form",
                request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token ? token.getToken() : "");
        var output = new Utf8ByteOutput();
        templates.render("people/" + template + ".jte", all, output);
        response.setStatus(status);
        response.setContentType("text/html; charset=utf-8");
        response.setContentLength(output.getContentLength());
        output.writeTo(response.getOutputStream());
    }

    /** A page that says one thing. */
    void message(HttpServletRequest request, HttpServletResponse response, int status, String title, String text)
            throws IOException {
        write(request, response, status, "message", Map.of("title", title, "text", text));
    }
}
