package io.notifyflow.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;

/** Writes pages from their templates. */
@Component
public class PageWriter {

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, PageWriter.class.getClassLoader(), "io.notifyflow.jte");

    /**
     * @param template below {@code src/main/jte}, without its ending
     * @param model    the parameters of the template
     */
    public void write(HttpServletResponse response, int status, String template, Map<String, Object> model)
            throws IOException {
        var output = new Utf8ByteOutput();
        templates.render(template + ".jte", model, output);
        response.setStatus(status);
        response.setContentType("text/html; charset=utf-8");
        response.setContentLength(output.getContentLength());
        output.writeTo(response.getOutputStream());
    }

    /** A part of a page as text. */
    public String text(String template, Map<String, Object> model) {
        var output = new Utf8ByteOutput();
        templates.render(template + ".jte", model, output);
        return new String(output.toByteArray(), StandardCharsets.UTF_8);
    }

    /** A page with forms: the template gets the token that they repeat as {@code form}. */
    public void write(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String template,
            Map<String, Object> model)
            throws IOException {
        var all = new HashMap<>(model);
        all.put("form", formToken(request));
        write(response, status, template, all);
    }

    /** What forms repeat, so that no other site can send them. */
    public static String formToken(HttpServletRequest request) {
        return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token ? token.getToken() : "";
    }

    /** A page that says one thing. */
    public void message(HttpServletRequest request, HttpServletResponse response, int status, String title, String text)
            throws IOException {
        write(request, response, status, "people/message", Map.of("title", title, "text", text));
    }
}
