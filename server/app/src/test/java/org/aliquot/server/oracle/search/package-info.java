/**
 * Searches made from what the index tables hold, and their answers of two servers compared: who was found, in what order,
 * how many, and what the bodies say.
 */
package org.aliquot.server.oracle.search;
