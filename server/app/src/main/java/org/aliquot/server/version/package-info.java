/** Which build this is. */
package org.aliquot.server.version;
