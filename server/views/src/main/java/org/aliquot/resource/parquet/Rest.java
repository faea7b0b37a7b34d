package org.aliquot.resource.parquet;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What has no column, as JSON: the resource with everything else left out. Each thing is where it is in the resource; the places of a
 * list before it are {@code null}.
 *
 * <p>Containers are told of on the way in and out, and written once something in them is kept.
 */
final class Rest {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final int MEMBER = -1;

    private final Bytes json = new Bytes();
    private final List<Container> way = new ArrayList<>();
    private int depth;
    private int written;

    private static final class Container {
        private boolean isList;
        private String key = "";
        private int place;
        private int size;
    }

    /** Begins with a resource. */
    void begin() {
        json.clear();
        depth = 0;
        written = 0;
        enter(false, "", MEMBER);
    }

    /** False where everything had its column. */
    boolean end() {
        leave();
        return json.size() > 0;
    }

    /** Good until the next begins. */
    Bytes json() {
        return json;
    }

    /** Into an object that is a member of the object we are in. */
    void enterObject(String key) {
        enter(false, key, MEMBER);
    }

    /** Into a list that is a member of the object we are in. */
    void enterList(String key) {
        enter(true, key, MEMBER);
    }

    /** Into an object that is in the list we are in. */
    void enterItem(int place) {
        enter(false, "", place);
    }

    private void enter(boolean isList, String key, int place) {
        if (way.size() == depth) {
            way.add(new Container());
        }
        Container container = way.get(depth++);
        container.isList = isList;
        container.key = key;
        container.place = place;
        container.size = 0;
    }

    void leave() {
        depth--;
        if (written > depth) {
            json.add(way.get(depth).isList ? ']' : '}');
            written = depth;
        }
    }

    /** A member of the object we are in. */
    void keep(String key, byte[] from, int offset, int length) {
        open();
        beginMember(way.get(depth - 1), key);
        json.add(from, offset, length);
    }

    /** An item of the list we are in. */
    void keep(int place, byte[] from, int offset, int length) {
        open();
        beginItem(way.get(depth - 1), place);
        json.add(from, offset, length);
    }

    private void open() {
        for (; written < depth; written++) {
            Container container = way.get(written);
            if (written > 0) {
                Container parent = way.get(written - 1);
                if (container.place == MEMBER) {
                    beginMember(parent, container.key);
                } else {
                    beginItem(parent, container.place);
                }
            }
            json.add(container.isList ? '[' : '{');
        }
    }

    private void beginMember(Container parent, String key) {
        separate(parent);
        json.add('"');
        json.add(JsonStringEncoder.getInstance().quoteAsUTF8(key));
        json.add('"');
        json.add(':');
    }

    private void beginItem(Container parent, int place) {
        while (parent.size < place) {
            separate(parent);
            json.add(NULL);
        }
        separate(parent);
    }

    private void separate(Container parent) {
        if (parent.size++ > 0) {
            json.add(',');
        }
    }
}
