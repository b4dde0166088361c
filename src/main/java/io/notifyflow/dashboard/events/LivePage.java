package io.notifyflow.dashboard.events;

import io.notifyflow.dashboard.Frame;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import io.notifyflow.identity.SessionWatch;
import io.notifyflow.page.PageWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Events as they come in. */
@Controller
class LivePage {

    private static final String PLACE = "/home/live";
    private static final int BEFORE = 50;
    private static final int MOST_VIEWS = 1000;

    private final EventTable table;
    private final LiveTail tail;
    private final PageWriter writer;
    private final Pages pages;
    private final SessionWatch sessions;
    private final Clock clock;
    private final Semaphore views = new Semaphore(MOST_VIEWS);

    LivePage(EventTable table, LiveTail tail, PageWriter writer, Pages pages, SessionWatch sessions, Clock clock) {
        this.table = table;
        this.tail = tail;
        this.writer = writer;
        this.pages = pages;
        this.sessions = sessions;
        this.clock = clock;
    }

    @GetMapping(PLACE)
    void show(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Values values = Values.of(request);
        LiveFilter filter = LiveFilter.of(values.text("category"), values.text("q"));
        Query recent = Query.of(
                values,
                Range.of(Values.of(Map.of("range", "week")), clock.instant().atZone(viewer.zone())));
        List<EventRow> rows = table.before(viewer.account().id(), recent.filter(filter.category()), null, BEFORE);
        pages.write(
                response,
                "events/live",
                Pages.frame(request, viewer, "Live", PLACE),
                Map.of("rows", rows, "values", values, "filter", filter));
    }

    /**
     * The stream of server-sent events: each is a row of the table, with the event's id as its own.
     *
     * @param after the last event that was seen; a browser that comes back by itself sends it as a header
     */
    @GetMapping(path = PLACE + "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(
            @RequestParam(required = false) @Nullable String category,
            @RequestParam(name = "q", required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable UUID last,
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (request.getMethod().equals("HEAD")) {
            // An answer without a body must not go on for as long as a view does.
            var nothing = new SseEmitter(0L);
            nothing.complete();
            return nothing;
        }
        if (!views.tryAcquire()) {
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Too many live views");
        }
        response.setHeader("X-Accel-Buffering", "no");
        Frame frame = Pages.frame(request, viewer, "Live", PLACE);
        var view = new LiveView(tail, writer, frame, LiveFilter.of(category, text), views::release);
        view.begin(last == null ? after : last, sessions.watch(request, view::end));
        return view.emitter();
    }
}
