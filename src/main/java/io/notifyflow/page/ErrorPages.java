package io.notifyflow.page;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** What a person sees who asks for a page that is not there, or that fails. */
@Controller
class ErrorPages implements ErrorController {

    private final PageWriter writer;

    ErrorPages(PageWriter writer) {
        this.writer = writer;
    }

    @RequestMapping("/error")
    void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? code
                : HttpServletResponse.SC_NOT_FOUND;
        if (status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
            writer.message(request, response, status, "Not found", "There is nothing at this address.");
        } else {
            writer.message(
                    request,
                    response,
                    status,
                    "It failed",
                    "The page cannot be shown; the hub's log tells why. Try again in a moment.");
        }
    }
}
