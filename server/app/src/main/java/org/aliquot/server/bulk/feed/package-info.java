/**
 * The change feed, {@code $changes}: what was created, changed and deleted, in order, for who keeps a copy elsewhere. Read out of the
 * table of versions: nothing is written for it, and nothing can be missing in it that is in a history.
 *
 * <p>Data flow one way: {@code FeedProvider} reads the request, {@code ChangeFeed} the table. A {@code FeedCursor} is all that is
 * remembered, and the client has it. Another way out (a message broker's) would ask {@code ChangeFeed} the same.
 */
package org.aliquot.server.bulk.feed;
