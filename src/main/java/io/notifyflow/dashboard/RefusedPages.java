package io.notifyflow.dashboard;

import io.notifyflow.page.PageWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** The pages for what the API does not let be seen. */
@ControllerAdvice("io.notifyflow.dashboard")
class RefusedPages {

    private final PageWriter writer;

    RefusedPages(PageWriter writer) {
        this.writer = writer;
    }

    @ExceptionHandler
    void refused(Refused refused, HttpServletRequest request, HttpServletResponse response) throws IOException {
        writer.message(
                request,
                response,
                refused.status(),
                refused.status() == HttpServletResponse.SC_NOT_FOUND ? "Not found" : "Not possible",
                refused.text());
    }

    /** Such as an id in the address that is none. */
    @ExceptionHandler
    void malformed(
            MethodArgumentTypeMismatchException malformed, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        writer.message(
                request, response, HttpServletResponse.SC_NOT_FOUND, "Not found", "There is nothing at this address.");
    }
}
