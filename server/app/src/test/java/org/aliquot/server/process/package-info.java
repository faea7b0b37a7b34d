/**
 * The runnable jar as its users have it: a process of its own, started, killed, started again.
 *
 * <p>These tests run after packaging ({@code *IT}).
 */
package org.aliquot.server.process;
