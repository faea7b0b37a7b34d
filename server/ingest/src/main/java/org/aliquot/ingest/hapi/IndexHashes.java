package org.aliquot.ingest.hapi;

import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamString;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.util.StringUtil;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;

/**
 * The hash columns of HAPI's search tables ({@code calculateHashes()} of each {@code ResourceIndexedSearchParam*}), with
 * partitioning off. Thread-safe.
 */
public final class IndexHashes {
    private static final ThreadLocal<HashInput> INPUT = ThreadLocal.withInitial(HashInput::new);

    private final boolean containsSearches;
    private final Map<String, Map<String, OfParam>> params = new ConcurrentHashMap<>();

    public IndexHashes(StorageSettings settings) {
        this.containsSearches = settings.isAllowContainsSearches();
    }

    /** The hashes of one search parameter; remembered, so that the names are escaped once. */
    public OfParam of(String resourceType, String param) {
        return params.computeIfAbsent(resourceType, type -> new ConcurrentHashMap<>())
                .computeIfAbsent(param, name -> new OfParam(resourceType, name));
    }

    /** {@code HASH_IDENTITY} of one search parameter. */
    public static long identity(String resourceType, String param) {
        return INPUT.get().reset().part(resourceType).part(param).hash();
    }

    /** {@code HASH_COMPLETE} of a combination. */
    public static long combo(String query) {
        return INPUT.get().reset().part(query).hash();
    }

    /** {@code HASH_COMPLETE_2} of a unique combination. */
    public static long secondCombo(String query) {
        // ResourceIndexedComboStringUnique.calculateHashComplete2
        return combo(query + "ABC123");
    }

    /** The hashes of one search parameter of one resource type. */
    public final class OfParam {
        private final byte[] prefix;
        private final long identity;
        private final boolean partial;

        private OfParam(String resourceType, String param) {
            HashInput input = INPUT.get().reset().part(resourceType).part(param);
            prefix = input.toBytes();
            identity = input.hash();
            partial = !param.endsWith(Constants.PARAMQUALIFIER_TOKEN_OF_TYPE);
        }

        /** {@code HASH_IDENTITY}. */
        public long identity() {
            return identity;
        }

        /** Whether {@code HASH_SYS} and {@code HASH_VALUE} of a token are written: {@code :of-type} has the whole only. */
        public boolean hasPartialTokens() {
            return partial;
        }

        /** {@code HASH_SYS} of a token. */
        public long tokenSystem(@Nullable String system) {
            return of(StringUtils.trim(system));
        }

        /** {@code HASH_VALUE} of a token. */
        public long tokenValue(@Nullable String value) {
            return of(StringUtils.trim(value));
        }

        /** {@code HASH_SYS_AND_VALUE} of a token. */
        public long tokenSystemAndValue(@Nullable String system, @Nullable String value) {
            String given = system == null ? "" : StringUtils.trim(system);
            return start().part(given).part(StringUtils.trim(value)).hash();
        }

        /** {@code HASH_NORM_PREFIX} of a string. */
        public long stringPrefix(@Nullable String normalized) {
            int characters = containsSearches ? 0 : ResourceIndexedSearchParamString.HASH_PREFIX_LENGTH;
            return of(StringUtil.left(normalized, characters));
        }

        /** {@code HASH_EXACT} of a string. */
        public long stringExact(@Nullable String exact) {
            return of(exact);
        }

        /** {@code HASH_IDENTITY_AND_UNITS} of a quantity. */
        public long quantityUnits(@Nullable String units) {
            return of(units);
        }

        /** {@code HASH_IDENTITY_SYS_UNITS} of a quantity. */
        public long quantitySystemAndUnits(@Nullable String system, @Nullable String units) {
            return start().part(system).part(units).hash();
        }

        /** {@code HASH_URI}. */
        public long uri(@Nullable String uri) {
            return of(uri);
        }

        /** {@code HASH_PRESENCE} of a reference. */
        public long presence(boolean present) {
            return of(Boolean.toString(present));
        }

        private long of(@Nullable String part) {
            return start().part(part).hash();
        }

        private HashInput start() {
            return INPUT.get().reset().raw(prefix);
        }
    }
}
