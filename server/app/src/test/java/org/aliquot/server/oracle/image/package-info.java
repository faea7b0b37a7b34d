/**
 * What HAPI's tables hold, put so that two databases can be compared: resources by name instead of by number, moments by
 * their order.
 *
 * <p>{@link org.aliquot.server.oracle.image.ImageComparison} finds the differences,
 * {@link org.aliquot.server.oracle.image.Difference} says them.
 */
package org.aliquot.server.oracle.image;
