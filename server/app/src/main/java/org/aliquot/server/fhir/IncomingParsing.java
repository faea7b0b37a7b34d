package org.aliquot.server.fhir;

import ca.uhn.fhir.parser.IParserErrorHandler;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * How forgiving the parser is: not at all while a request's resource is read, because an element it
 * would skip is data its sender believes stored; forgiving for what is stored already, and for
 * {@code $validate}, whose answer is the list of what is wrong.
 */
final class IncomingParsing {
    private static final ThreadLocal<Boolean> STRICT = ThreadLocal.withInitial(() -> false);

    private IncomingParsing() {}

    /** Runs on this thread with the strict rules. */
    static <E1 extends Exception, E2 extends Exception> void strictly(Body<E1, E2> body) throws E1, E2 {
        STRICT.set(true);
        try {
            body.run();
        } finally {
            STRICT.remove();
        }
    }

    /** What runs under the rules. */
    interface Body<E1 extends Exception, E2 extends Exception> {
        void run() throws E1, E2;
    }

    /** The handler for the FhirContext. */
    static IParserErrorHandler errorHandler() {
        IParserErrorHandler strict = new StrictErrorHandler();
        // Logs nothing: its messages quote values.
        IParserErrorHandler lenient = new LenientErrorHandler(false);
        return (IParserErrorHandler) Proxy.newProxyInstance(
                IncomingParsing.class.getClassLoader(),
                new Class<?>[] {IParserErrorHandler.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(STRICT.get() ? strict : lenient, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
