/**
 * The minimal lower layer protocol: {@code 0B payload 1C 0D}.
 *
 * <p>Bytes arrive at {@link org.aliquot.protocol.mllp.MllpDecoder} in any pieces; {@link
 * org.aliquot.protocol.mllp.MllpEvent}s leave. It must not know what a payload holds.
 */
package org.aliquot.protocol.mllp;
