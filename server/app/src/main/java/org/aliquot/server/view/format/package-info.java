/** What rows are written as: names, media types, and how they come into a stream. Knows nothing of where rows are from. */
package org.aliquot.server.view.format;
