package org.aliquot.server.oracle.search;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.aliquot.server.oracle.search.SearchedServer.Said;

/** Asks two servers the same, and says where their answers differ. */
public final class SearchComparison {
    private static final int SHOWN = 160;

    private final SearchedServer left;
    private final SearchedServer right;

    public SearchComparison(SearchedServer left, SearchedServer right) {
        this.left = left;
        this.right = right;
    }

    /** One line for each search with unlike answers. */
    public List<String> differences(List<Search> searches) {
        List<String> differences = new ArrayList<>();
        for (Search search : searches) {
            CompletableFuture<Said> ofRight = CompletableFuture.supplyAsync(() -> right.ask(search));
            String difference = difference(search, left.ask(search), ofRight.join());
            if (difference != null) {
                differences.add("GET " + search.path() + "\n      " + difference);
            }
        }
        return differences;
    }

    private String difference(Search search, Said ofLeft, Said ofRight) {
        if (ofLeft.status() != ofRight.status()) {
            return "status " + ofLeft.status() + " by " + left.name() + ", " + ofRight.status() + " by " + right.name();
        }
        if (!ofLeft.total().equals(ofRight.total())) {
            return "total " + ofLeft.total() + " by " + left.name() + ", " + ofRight.total() + " by " + right.name();
        }
        boolean hasIncludes = !ofLeft.isWithoutSomeIncludes() && !ofRight.isWithoutSomeIncludes();
        List<String> leftEntries = ofLeft.inOrder(search.order(), hasIncludes);
        List<String> rightEntries = ofRight.inOrder(search.order(), hasIncludes);
        for (int i = 0; i < Math.max(leftEntries.size(), rightEntries.size()); i++) {
            String leftEntry = i < leftEntries.size() ? leftEntries.get(i) : "nothing";
            String rightEntry = i < rightEntries.size() ? rightEntries.get(i) : "nothing";
            if (!leftEntry.equals(rightEntry)) {
                return "entry " + i + " of " + leftEntries.size() + " by " + left.name() + ", of "
                        + rightEntries.size() + " by " + right.name() + ":\n      " + shown(leftEntry, rightEntry)
                        + "\n      " + shown(rightEntry, leftEntry);
            }
        }
        return null;
    }

    /** From where it parts from the other on, its beginning before that. */
    private static String shown(String entry, String other) {
        int at = 0;
        while (at < entry.length() && at < other.length() && entry.charAt(at) == other.charAt(at)) {
            at++;
        }
        int from = at < SHOWN ? 0 : at - SHOWN / 4;
        String head = from == 0 ? "" : entry.substring(0, SHOWN / 4) + " … ";
        return head + entry.substring(from, Math.min(entry.length(), from + SHOWN));
    }
}
