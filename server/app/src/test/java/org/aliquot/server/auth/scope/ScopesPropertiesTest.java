package org.aliquot.server.auth.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The algebra, held to what scopes allow of single resources. */
class ScopesPropertiesTest {
    private static final List<String> TYPES = List.of("Patient", "Observation", "Specimen");
    private static final List<Category> CATEGORIES = List.of(
            new Category("http://a", "lab"), new Category("http://a", "vital-signs"), new Category("http://b", "lab"));

    /** One access to one resource. */
    record Ask(Context context, String type, Interaction interaction, Set<Category> filedUnder) {
        boolean isAllowedBy(Scopes scopes) {
            return scopes.forResources()
                    .anyMatch(scope -> scope.context() == context
                            && scope.isAbout(type)
                            && scope.interactions().contains(interaction)
                            && (scope.categories().isEmpty()
                                    || scope.categories().stream().anyMatch(filedUnder::contains)));
        }
    }

    @Provide
    Arbitrary<Scopes> scopes() {
        Arbitrary<Scope> resource = Combinators.combine(
                        Arbitraries.of(Context.class),
                        Arbitraries.of(TYPES).injectNull(0.2),
                        Arbitraries.of(Interaction.class).set().ofMinSize(1),
                        Arbitraries.of(CATEGORIES).set().ofMaxSize(2),
                        Arbitraries.of(true, false))
                .as((context, type, interactions, categories, isVersion1) -> new ResourceScope(
                        context,
                        type == null ? ResourceScope.ANY_TYPE : type,
                        interactions,
                        type == null ? new TreeSet<>() : new TreeSet<>(categories),
                        isVersion1));
        Arbitrary<Scope> named =
                Arbitraries.of(NamedScope.OPENID, NamedScope.LAUNCH_PATIENT, NamedScope.OFFLINE_ACCESS);
        return Arbitraries.oneOf(resource, named).list().ofMaxSize(6).map(Scopes::of);
    }

    @Provide
    Arbitrary<Ask> asks() {
        return Combinators.combine(
                        Arbitraries.of(Context.class),
                        Arbitraries.of(TYPES),
                        Arbitraries.of(Interaction.class),
                        Arbitraries.of(CATEGORIES).set().ofMaxSize(1))
                .as(Ask::new);
    }

    @Property
    void whatIsPrintedIsReadBack(@ForAll("scopes") Scopes scopes) {
        assertThat(Scopes.parse(scopes.toString())).isEqualTo(scopes);
    }

    @Property
    void togetherTheyAllowWhatEitherAllows(
            @ForAll("scopes") Scopes one, @ForAll("scopes") Scopes other, @ForAll("asks") Ask ask) {
        assertThat(ask.isAllowedBy(one.or(other))).isEqualTo(ask.isAllowedBy(one) || ask.isAllowedBy(other));
    }

    // One category at most, for a resource filed under two passes each of two scopes that have nothing in common.
    @Property
    void cutToAnotherSetTheyAllowWhatBothAllow(
            @ForAll("scopes") Scopes one, @ForAll("scopes") Scopes other, @ForAll("asks") Ask ask) {
        assertThat(ask.isAllowedBy(one.and(other))).isEqualTo(ask.isAllowedBy(one) && ask.isAllowedBy(other));
    }

    @Property
    void cutScopesAreCoveredByThoseTheyWereCutTo(@ForAll("scopes") Scopes one, @ForAll("scopes") Scopes other) {
        assertThat(one.and(other).stream()).allMatch(other::covers).allMatch(one::covers);
    }

    @Property
    void anyTextIsReadOrRefusedWithAShortReason(@ForAll String text) {
        try {
            assertThat(Scopes.parse(Scopes.parse(text).toString())).isEqualTo(Scopes.parse(text));
        } catch (MalformedScopeException refused) {
            assertThat(refused.getMessage()).hasSizeLessThan(300).doesNotContain("\n");
        }
    }
}
