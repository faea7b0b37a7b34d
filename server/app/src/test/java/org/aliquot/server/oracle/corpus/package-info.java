/** What is stored on both sides: the specification's examples, written edge cases, random histories; as steps. */
package org.aliquot.server.oracle.corpus;
