package org.aliquot.ingest.hapi.schema;

/** One change on the way to a plan. Each is done and committed for itself; the way can be cut short between any two. */
sealed interface Step {
    /** For the person who waits. */
    String describe();

    /** Builds an index while others read and write. */
    record CreateIndex(String table, String name, String definition) implements Step {
        String sql(boolean concurrently) {
            // A build of a client that died may still have ended meanwhile.
            return "create index " + (concurrently ? "concurrently " : "") + "if not exists " + name + " on " + table
                    + " using " + definition;
        }

        @Override
        public String describe() {
            return "build index " + name + " on " + table;
        }
    }

    /**
     * Restores a primary key that an initial load left out.
     *
     * @param definition of its index
     */
    record AddPrimaryKey(String table, String name, String definition) implements Step {
        /** First an index, which others read and write beside. */
        String index(boolean concurrently) {
            return "create unique index " + (concurrently ? "concurrently " : "") + "if not exists " + indexName()
                    + " on " + table + " using " + definition;
        }

        /** Then the key, which takes the index over with its name; a moment's work that locks the table. */
        String key() {
            return "alter table " + table + " add constraint " + name + " primary key using index " + indexName();
        }

        String indexName() {
            return OwnIndex.PREFIX + name;
        }

        @Override
        public String describe() {
            return "build primary key " + name + " of " + table;
        }
    }

    /** Drops an index of ours. */
    record DropOwnIndex(String name) implements Step {
        @Override
        public String describe() {
            return "drop index " + name;
        }
    }

    /** Records an index of HAPI's, then drops it. */
    record DropStockIndex(StockObject index) implements Step {
        @Override
        public String describe() {
            return "drop index " + index.name() + " of " + index.table();
        }
    }

    /** Drops what is left of a build that was cut short. */
    record DropInvalidIndex(String name) implements Step {
        @Override
        public String describe() {
            return "drop what is left of a build of index " + name;
        }
    }

    /** Records a statistics target of HAPI's, then sets another; or sets HAPI's again. */
    record SetStatistics(StockObject stock, int target) implements Step {
        String sql() {
            String column = stock.name().substring(stock.table().length() + 1);
            return "alter table " + stock.table() + " alter column " + column + " set statistics " + target;
        }

        @Override
        public String describe() {
            return "set the statistics target of " + stock.name() + " to " + target;
        }
    }

    /** Records a foreign key of HAPI's, then drops it. */
    record DropForeignKey(StockObject key) implements Step {
        @Override
        public String describe() {
            return "drop foreign key " + key.name() + " of " + key.table();
        }
    }

    /** Restores a foreign key, if every row obeys it. */
    record AddForeignKey(StockObject key, boolean alreadyThere) implements Step {
        @Override
        public String describe() {
            return (alreadyThere ? "check" : "restore") + " foreign key " + key.name() + " of " + key.table();
        }
    }
}
