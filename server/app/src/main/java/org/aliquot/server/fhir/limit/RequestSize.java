package org.aliquot.server.fhir.limit;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.CompositeParam;
import ca.uhn.fhir.rest.param.NumberParam;
import ca.uhn.fhir.rest.param.QuantityParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Objects;
import org.aliquot.ingest.validate.Structure;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DecimalType;
import org.jspecify.annotations.Nullable;

/** Cuts pages to size, and refuses what asks for too much at once. */
@Interceptor
public final class RequestSize {
    /** A statement takes 65,535 values at most, and a value of a search becomes up to four of them. */
    static final int MOST_VALUES = 10_000;

    /** Each is one more table to join. */
    static final int MOST_CONDITIONS = 50;

    /** Each is a query of its own, or several, for every page. */
    static final int MOST_INCLUDES = 30;

    /** More digits than any measurement has; and few enough to be written out. */
    public static final int LARGEST_EXPONENT = Structure.LARGEST_EXPONENT;

    /** What is said of a larger one. */
    public static final String EXPONENT = "a number has an exponent of more than " + LARGEST_EXPONENT;

    /** Searches compare numbers as doubles, which end at 1.8e308. */
    public static final int MOST_WHOLE_DIGITS = Structure.MOST_WHOLE_DIGITS;

    /** What is said of a larger one. */
    public static final String TOO_LARGE = "a number is 1e308 or more, beyond what can be searched";

    private final int largestPage;
    private final int mostEntries;

    /**
     * @param largestPage most resources of a page
     * @param mostEntries most entries of a batch or transaction
     */
    public RequestSize(int largestPage, int mostEntries) {
        this.largestPage = largestPage;
        this.mostEntries = mostEntries;
    }

    /** Entries of a batch come by as requests of their own, and hold no Bundle. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void bundle(RequestDetails request) {
        if (request.getResource() instanceof Bundle bundle && bundle.getEntry().size() > mostEntries) {
            throw new PayloadTooLargeException(
                    "the Bundle has " + bundle.getEntry().size() + " entries; at most " + mostEntries
                            + " are taken at once (aliquot.fhir.max-bundle-entries): send several");
        }
    }

    /** As XML; in JSON numbers are looked at before HAPI reads them. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void numbers(RequestDetails request) {
        String type = Objects.toString(request.getHeader("Content-Type"), "");
        if (request.getResource() != null && type.contains("xml")) {
            request.getFhirContext()
                    .newTerser()
                    .getAllPopulatedChildElementsOfType(request.getResource(), DecimalType.class)
                    .forEach(number -> requireWritable(number.getValue()));
        }
    }

    private static void requireWritable(@Nullable BigDecimal number) {
        if (number != null && Math.abs((long) number.scale()) > LARGEST_EXPONENT) {
            throw new InvalidRequestException(EXPONENT);
        }
        if (number != null && (long) number.precision() - number.scale() > MOST_WHOLE_DIGITS) {
            throw new InvalidRequestException(TOO_LARGE);
        }
    }

    private static void requireWritable(@Nullable IQueryParameterType value) {
        if (value instanceof NumberParam number) {
            requireWritable(number.getValue());
        } else if (value instanceof QuantityParam quantity) {
            requireWritable(quantity.getValue());
        } else if (value instanceof CompositeParam<?, ?> both) {
            requireWritable(both.getLeftValue());
            requireWritable(both.getRightValue());
        }
    }

    /** Wherever a search comes from: a URL, a form, a batch's entry, an operation. */
    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void search(RequestDetails request, SearchParameterMap search) {
        if (!(request instanceof ServletRequestDetails)) {
            return;
        }
        // With an offset HAPI would load as many as are asked for, and only then cut a page off them.
        if (search.getCount() != null && search.getCount() > largestPage) {
            search.setCount(largestPage);
        }
        search.values().stream()
                .flatMap(Collection::stream)
                .flatMap(Collection::stream)
                .forEach(RequestSize::requireWritable);
        long values = search.values().stream()
                .flatMap(Collection::stream)
                .mapToLong(Collection::size)
                .sum();
        if (values > MOST_VALUES) {
            throw new InvalidRequestException(
                    "the search has " + values + " values; at most " + MOST_VALUES + " are looked for at once");
        }
        long conditions = search.values().stream().mapToLong(Collection::size).sum();
        if (conditions > MOST_CONDITIONS) {
            throw new InvalidRequestException("the search has " + conditions + " conditions; at most " + MOST_CONDITIONS
                    + " are looked at together; values of one parameter are joined by commas");
        }
        int includes = search.getIncludes().size() + search.getRevIncludes().size();
        if (includes > MOST_INCLUDES) {
            throw new InvalidRequestException("the search has " + includes + " _include and _revinclude; at most "
                    + MOST_INCLUDES + " are followed");
        }
    }
}
