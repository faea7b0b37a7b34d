package org.aliquot.gateway.spool;

/**
 * Transcripts that have no outcome yet.
 *
 * @param receiving conversations under way of which something is on disk, and perhaps acknowledged
 * @param waiting ended conversations that wait for delivery
 */
public record Backlog(int receiving, int waiting) {}
