/** Rows of views, from the resources there are. */
package org.aliquot.server.view.run;
