package org.aliquot.server.fhir;

import ca.uhn.fhir.i18n.Msg;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.io.EOFException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.aliquot.server.fhir.limit.DatabaseRefusals;
import org.aliquot.server.fhir.log.QuietTrace;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what went wrong into what the client is told.
 *
 * <p>The client's mistakes keep HAPI's explanation. Our own failures say only that they are ours and
 * under which request id the log has them: their messages quote SQL and values. For the same reason
 * the log gets the kinds of the exceptions and where they arose, not their messages.
 */
@Interceptor
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final int INVALID = 400;
    private static final int UNPROCESSABLE = 422;
    private static final int INTERNAL_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    /** HAPI's number for an encounter's {@code $everything} with an offset. */
    private static final int NO_OFFSET = 1128;

    @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
    public BaseServerResponseException explain(RequestDetails request, Throwable failure) {
        BaseServerResponseException told = toldOf(request, failure);
        if (told.getStatusCode() == INTERNAL_ERROR) {
            LOG.error("request {} failed: {}", request.getRequestId(), QuietTrace.of(failure));
            told = new InternalErrorException(internalError(request));
        }
        if (told.getOperationOutcome() == null) {
            told.setOperationOutcome(outcomeOf(told));
        } else if (told.getOperationOutcome() instanceof OperationOutcome outcome) {
            specify(outcome, told.getStatusCode());
        }
        return told;
    }

    /** HAPI calls most of what its storage refuses "processing". Findings of a validator stay as it wrote them. */
    private static void specify(OperationOutcome outcome, int status) {
        if (status == INVALID || status == UNPROCESSABLE) {
            return;
        }
        outcome.getIssue().stream()
                .filter(issue -> issue.getCode() == OperationOutcome.IssueType.PROCESSING)
                .forEach(issue -> issue.setCode(codeOf(status)));
    }

    private static String internalError(RequestDetails request) {
        return "internal error; the server's log has more under request id " + request.getRequestId();
    }

    /** Entries that read, and those of a batch, fail one by one, past the hook above; HAPI tells of each what its exception says. */
    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void explainEntries(RequestDetails request, IBaseResource answer) {
        if (!(answer instanceof Bundle bundle)
                || bundle.getType() != Bundle.BundleType.BATCHRESPONSE
                        && bundle.getType() != Bundle.BundleType.TRANSACTIONRESPONSE) {
            return;
        }
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (!Objects.toString(entry.getResponse().getStatus(), "").startsWith(Integer.toString(INTERNAL_ERROR))) {
                continue;
            }
            int number = bundle.getEntry().indexOf(entry);
            Optional<BaseServerResponseException> mistake = mistakeIn(request, number);
            if (mistake.isPresent()) {
                entry.getResponse().setStatus("400 Bad Request").setOutcome(outcomeOf(mistake.get()));
                entry.setResource(null);
            } else {
                LOG.error("request {}: entry {} failed", request.getRequestId(), number);
                entry.getResponse().setOutcome(outcomeOf(new InternalErrorException(internalError(request))));
                entry.setResource(null);
            }
        }
    }

    /** In the URL of a batch's entry. */
    private static Optional<BaseServerResponseException> mistakeIn(RequestDetails request, int number) {
        return request.getResource() instanceof Bundle asked
                        && number < asked.getEntry().size()
                        && asked.getEntry().get(number).getRequest().hasUrl()
                ? RequestGate.refusalOf(
                        asked.getEntry().get(number).getRequest().getUrl())
                : Optional.empty();
    }

    /** The first cause that is the client's to mend, else the failure itself. */
    private static BaseServerResponseException toldOf(RequestDetails request, Throwable failure) {
        if (failure instanceof ResourceVersionConflictException conflict && request.getHeader("If-Match") != null) {
            // RFC 9110 §13.1.1, FHIR R4 http.html §3.1.0.5: a version that does not match fails the precondition.
            return new PreconditionFailedException(conflict.getMessage());
        }
        if (Objects.toString(request.getRequestPath(), "").startsWith("swagger-ui/")) {
            return new ResourceNotFoundException("no such file of the API page");
        }
        // HAPI takes any failed batch for a conflict of versions; some are the client's value, or the database's.
        Optional<BaseServerResponseException> refusal = DatabaseRefusals.in(failure);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (failure instanceof BaseServerResponseException known && known.getStatusCode() != INTERNAL_ERROR) {
            return known;
        }
        Set<Throwable> seen = new HashSet<>();
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof BaseServerResponseException known && known.getStatusCode() != INTERNAL_ERROR) {
                return known;
            }
            if (cause instanceof DataFormatException) {
                return new InvalidRequestException(cause.getMessage());
            }
            Optional<String> mistake = mistakeIn(request, cause);
            if (mistake.isPresent()) {
                return new InvalidRequestException(mistake.get());
            }
            if (cause instanceof ZipException || cause instanceof EOFException) {
                return new InvalidRequestException("the request body is no complete gzip stream");
            }
        }
        return failure instanceof BaseServerResponseException known ? known : new InternalErrorException(failure);
    }

    /** Where HAPI lets a client's mistake surface as a failure of ours. */
    private static Optional<String> mistakeIn(RequestDetails request, Throwable cause) {
        boolean isArgument = cause instanceof IllegalArgumentException || cause instanceof ClassCastException;
        boolean arosePatching = Stream.of(cause.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith("ca.uhn.fhir.jpa.patch."));
        if (arosePatching && request.getRequestType() == RequestTypeEnum.PATCH) {
            return Optional.of(
                    "the PATCH cannot be applied: a path in it cannot be read, or names nothing that can be changed");
        }
        if (isArgument
                && Stream.of(cause.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals("java.net.URLDecoder"))) {
            return Optional.of("a URL, that of the request or of an entry, cannot be decoded: " + cause.getMessage());
        }
        if (isArgument && request.getRequestType() == RequestTypeEnum.PATCH) {
            return Optional.of("the body of a FHIRPath PATCH is a Parameters resource");
        }
        if (isArgument && Objects.toString(cause.getMessage(), "").startsWith(Msg.code(NO_OFFSET))) {
            return Optional.of("$everything has no _offset; its pages are linked to each other");
        }
        if (isArgument && Stream.of(cause.getStackTrace()).anyMatch(Failures::readsParameters)) {
            return Optional.of("a parameter's value cannot be read: " + cause.getMessage());
        }
        return Optional.empty();
    }

    private static boolean readsParameters(StackTraceElement frame) {
        return frame.getMethodName().startsWith("translateQueryParametersIntoServerArgument");
    }

    static OperationOutcome outcomeOf(BaseServerResponseException failure) {
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(OperationOutcome.IssueSeverity.ERROR)
                .setCode(codeOf(failure.getStatusCode()))
                .setDiagnostics(failure.getMessage());
        for (String more : failure.getAdditionalMessages() == null
                ? Set.<String>of()
                : Set.copyOf(failure.getAdditionalMessages())) {
            outcome.addIssue()
                    .setSeverity(OperationOutcome.IssueSeverity.ERROR)
                    .setCode(OperationOutcome.IssueType.PROCESSING)
                    .setDiagnostics(more);
        }
        return outcome;
    }

    private static OperationOutcome.IssueType codeOf(int status) {
        return switch (status) {
            case INVALID, UNPROCESSABLE -> OperationOutcome.IssueType.INVALID;
            case 401 -> OperationOutcome.IssueType.LOGIN;
            case 403 -> OperationOutcome.IssueType.FORBIDDEN;
            case 404 -> OperationOutcome.IssueType.NOTFOUND;
            case 405, 501 -> OperationOutcome.IssueType.NOTSUPPORTED;
            case 409, 412 -> OperationOutcome.IssueType.CONFLICT;
            case 410 -> OperationOutcome.IssueType.DELETED;
            case 413 -> OperationOutcome.IssueType.TOOLONG;
            case 429 -> OperationOutcome.IssueType.THROTTLED;
            case UNAVAILABLE -> OperationOutcome.IssueType.TIMEOUT;
            case INTERNAL_ERROR -> OperationOutcome.IssueType.EXCEPTION;
            default -> OperationOutcome.IssueType.PROCESSING;
        };
    }
}
