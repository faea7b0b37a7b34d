package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** What a user is shown where a form cannot be gone on with. */
@ControllerAdvice(assignableTypes = {AuthorizeController.class, GrantsController.class, SsoController.class})
class FlowFailures {
    private final Pages pages;

    FlowFailures(Pages pages) {
        this.pages = pages;
    }

    @ExceptionHandler(NoFlowException.class)
    void noFlow(HttpServletResponse response) throws IOException {
        pages.error(response, 400, "This login has ended. Go back to the app and begin again.");
    }

    @ExceptionHandler(MalformedScopeException.class)
    void malformed(HttpServletResponse response) throws IOException {
        pages.error(response, 400, "That was not one of the choices.");
    }

    @ExceptionHandler(ServerUrls.UnknownAddressException.class)
    void unknownAddress(ServerUrls.UnknownAddressException e, HttpServletResponse response) throws IOException {
        pages.error(response, 503, e.getMessage());
    }
}
