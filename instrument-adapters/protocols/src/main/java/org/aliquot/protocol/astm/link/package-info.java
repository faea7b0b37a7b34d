/**
 * The ASTM link layer: E1381-95 / CLSI LIS01-A2.
 *
 * <p>Bytes arrive at {@link org.aliquot.protocol.astm.link.AstmLinkDecoder} in any pieces; {@link
 * org.aliquot.protocol.astm.link.LinkEvent}s leave. {@link org.aliquot.protocol.astm.link.FrameAcceptor} alone says whether
 * a frame is new: the live session and the reader of kept transcripts both ask it. {@link
 * org.aliquot.protocol.astm.link.FrameEncoder} goes the other way.
 *
 * <p>It must not know what the text of a frame means.
 */
package org.aliquot.protocol.astm.link;
