/**
 * One running server for all tests of a JVM, and a way to talk to it.
 *
 * <p>{@link org.aliquot.server.testsupport.WithServer} on a test class, a
 * {@link org.aliquot.server.testsupport.TestServer} as parameter.
 */
package org.aliquot.server.testsupport;
