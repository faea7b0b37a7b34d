package org.aliquot.server.web;

import java.io.IOException;
import java.io.Writer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Answers what the container refuses before any servlet sees it, such as a request line with
 * forbidden characters: an OperationOutcome there too, instead of the container's HTML page.
 */
@Component
class ContainerErrors implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        // After Spring Boot's own customizer, whose valve would answer first.
        factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new Outcomes()));
    }

    private static final class Outcomes extends ErrorReportValve {
        private static final Logger LOG = LoggerFactory.getLogger(ContainerErrors.class);

        @Override
        protected void report(Request request, Response response, Throwable failure) {
            int status = response.getStatus();
            boolean isAnswered = response.getContentWritten() > 0 || !response.setErrorReported();
            if (status < 400 || isAnswered) {
                return;
            }
            try {
                response.setContentType("application/fhir+json");
                response.setHeader("X-Content-Type-Options", "nosniff");
                response.setHeader("Cache-Control", "no-store");
                response.setCharacterEncoding("UTF-8");
                Writer body = response.getReporter();
                if (body != null) {
                    body.write("{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\""
                            + (status < 500 ? "invalid" : "exception") + "\",\"diagnostics\":\"HTTP " + status
                            + ": the request cannot be understood\"}]}");
                    response.finishResponse();
                }
            } catch (IOException e) {
                LOG.debug("The client left before it could be told of status {}", status);
            }
        }
    }
}
