/** ViewDefinitions: those that come along, and those that somebody put beside them. */
package org.aliquot.server.view.store;
