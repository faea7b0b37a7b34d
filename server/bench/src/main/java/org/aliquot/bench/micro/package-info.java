/**
 * The inner loops of the ingest by themselves, under JMH: {@code java -jar server/bench/target/bench.jar jmh [REGEX]}.
 * And what validation costs, in processor time: {@code … bench.jar validation}. Each beside what it replaces. One operation is one resource unless a class says otherwise.
 */
package org.aliquot.bench.micro;
