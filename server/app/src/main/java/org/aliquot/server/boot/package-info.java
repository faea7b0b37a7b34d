/**
 * Starts the server and says how that went.
 *
 * <p>Arrives: what the command line says. Leaves: a running Spring application and a text for the
 * person who started it, or a {@link org.aliquot.server.boot.StartException} that says what to do. A process without memory ends ({@code
 * OutOfMemory}) rather than linger.
 */
package org.aliquot.server.boot;
