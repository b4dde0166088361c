package io.notifyflow.dashboard;

import io.notifyflow.page.PageWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Writes the pages of the dashboard, each in its frame. */
@Component("dashboardPages")
public class Pages {

    private final PageWriter writer;

    Pages(PageWriter writer) {
        this.writer = writer;
    }

    /**
     * The frame of a page.
     *
     * @param place where the page stands in the navigation
     */
    public static Frame frame(HttpServletRequest request, Viewer viewer, String title, String place) {
        return new Frame(
                title,
                place,
                viewer.person(),
                viewer.account(),
                viewer.zone(),
                PageWriter.formToken(request),
                Said.text(request.getParameter(Said.PARAMETER)),
                null);
    }

    /**
     * @param template below {@code dashboard/}, with a parameter {@code frame}
     */
    public void write(HttpServletResponse response, int status, String template, Frame frame, Map<String, Object> model)
            throws IOException {
        var all = new HashMap<>(model);
        all.put("frame", frame);
        writer.write(response, status, "dashboard/" + template, all);
    }

    public void write(HttpServletResponse response, String template, Frame frame, Map<String, Object> model)
            throws IOException {
        write(response, HttpServletResponse.SC_OK, template, frame, model);
    }

    /** A part of a page, without its frame: what htmx puts in the place of the former one. */
    public void fragment(HttpServletResponse response, String template, Map<String, Object> model) throws IOException {
        writer.write(response, HttpServletResponse.SC_OK, "dashboard/" + template, model);
    }

    /** Goes on to a page after something was done, and says so there. */
    public static void done(HttpServletResponse response, String path, @Nullable Said said) throws IOException {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader(
                "Location",
                said == null
                        ? path
                        : path + (path.contains("?") ? "&" : "?") + Said.PARAMETER + "="
                                + said.name().toLowerCase(java.util.Locale.ROOT));
    }

    /** Where the browser sees the hub. */
    public static String address(HttpServletRequest request) {
        return ServletUriComponentsBuilder.fromContextPath(request).build().toUriString();
    }

    /** The page for what is not there, or is another account's. */
    public void missing(HttpServletRequest request, HttpServletResponse response, Viewer viewer, String what)
            throws IOException {
        write(
                response,
                HttpServletResponse.SC_NOT_FOUND,
                "message",
                frame(request, viewer, "Not found", ""),
                Map.of("text", what));
    }
}
