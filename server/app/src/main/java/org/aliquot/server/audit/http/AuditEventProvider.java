package org.aliquot.server.audit.http;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.annotation.Count;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Sort;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.BaseParam;
import ca.uhn.fhir.rest.param.DateAndListParam;
import ca.uhn.fhir.rest.param.ReferenceOrListParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.StringOrListParam;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.server.audit.event.AuditEventJson;
import org.aliquot.server.audit.event.Vocabulary;
import org.aliquot.server.audit.store.AuditEntries;
import org.aliquot.server.audit.store.AuditQuestion;
import org.aliquot.server.audit.store.AuditQuestion.Field;
import org.aliquot.server.auth.access.Reach;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;

/**
 * AuditEvents by read and search, and by nothing else: they are written by the server alone.
 *
 * <p>Auditors see all of all. Patients see who saw what of theirs, without what else was asked for in the same breath.
 */
public final class AuditEventProvider implements IResourceProvider {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final String NEXT = "_next";
    private static final int PAGE = 50;
    private static final String QUERY_ROLE = "24";

    private static final Set<String> SEARCHED_BY = Set.of(
            "_id",
            "_lastUpdated",
            AuditEvent.SP_DATE,
            AuditEvent.SP_PATIENT,
            AuditEvent.SP_AGENT,
            AuditEvent.SP_AGENT_NAME,
            AuditEvent.SP_ENTITY,
            AuditEvent.SP_ACTION,
            AuditEvent.SP_TYPE,
            AuditEvent.SP_SUBTYPE,
            AuditEvent.SP_OUTCOME,
            AuditEvent.SP_ADDRESS);

    private static final Set<String> ABOUT_THE_ANSWER =
            Set.of(NEXT, "_count", "_sort", "_total", "_format", "_pretty", "_summary", "_elements");

    private final FhirContext fhir;
    private final AuditEntries entries;
    private final Reach reach;
    private final int largestPage;
    private final Runnable catchUp;

    /** @param catchUp brings what is in the journal into the table */
    public AuditEventProvider(FhirContext fhir, AuditEntries entries, int largestPage, Runnable catchUp) {
        this.fhir = fhir;
        this.entries = entries;
        this.reach = new Reach(fhir);
        this.largestPage = largestPage;
        this.catchUp = catchUp;
    }

    /** Whether entries can be searched by it. */
    public static boolean isSearchedBy(String parameter) {
        return SEARCHED_BY.contains(parameter);
    }

    @Override
    public Class<? extends IBaseResource> getResourceType() {
        return AuditEvent.class;
    }

    /** One entry by its number. */
    @Read(version = true)
    public AuditEvent read(@IdParam IdType id, RequestDetails request) {
        boolean isNumber = NUMBER.matcher(id.getIdPart()).matches();
        boolean isVersion = !id.hasVersionIdPart() || id.getVersionIdPart().equals("1");
        if (!isNumber || !isVersion) {
            throw new ResourceNotFoundException(id);
        }
        AuditQuestion question = limited(new AuditQuestion(), request).numbers(List.of(Long.valueOf(id.getIdPart())));
        return find(question, false, 1, request).findFirst().orElseThrow(() -> new ResourceNotFoundException(id));
    }

    /** Entries, most recent first; by {@code _sort=date} oldest first. */
    @Search
    public Bundle search(
            RequestDetails request,
            @OptionalParam(name = "_id") TokenOrListParam id,
            @OptionalParam(name = "_lastUpdated") DateAndListParam updated,
            @OptionalParam(name = AuditEvent.SP_DATE) DateAndListParam date,
            @OptionalParam(name = AuditEvent.SP_PATIENT) ReferenceOrListParam patient,
            @OptionalParam(name = AuditEvent.SP_AGENT) ReferenceOrListParam agent,
            @OptionalParam(name = AuditEvent.SP_AGENT_NAME) StringOrListParam agentName,
            @OptionalParam(name = AuditEvent.SP_ENTITY) ReferenceOrListParam entity,
            @OptionalParam(name = AuditEvent.SP_ACTION) TokenOrListParam action,
            @OptionalParam(name = AuditEvent.SP_TYPE) TokenOrListParam type,
            @OptionalParam(name = AuditEvent.SP_SUBTYPE) TokenOrListParam subtype,
            @OptionalParam(name = AuditEvent.SP_OUTCOME) TokenOrListParam outcome,
            @OptionalParam(name = AuditEvent.SP_ADDRESS) StringOrListParam address,
            @Sort SortSpec sort,
            @Count Integer count,
            @OptionalParam(name = NEXT) TokenParam after) {
        requireKnown(request);
        AuditQuestion question = limited(new AuditQuestion(), request);
        if (id != null) {
            question.numbers(tokens(id).stream()
                    .filter(text -> NUMBER.matcher(text).matches())
                    .map(Long::valueOf)
                    .toList());
        }
        Spans.ask(question, updated);
        Spans.ask(question, date);
        if (patient != null) {
            question.anyOf(Field.PATIENT, references(patient, "Patient"));
        }
        if (agent != null) {
            question.anyOf(Field.FHIR_USER, references(agent, ""));
        }
        if (agentName != null) {
            question.beginsWith(List.of(Field.USER, Field.CLIENT), strings(agentName));
        }
        if (entity != null) {
            Set<String> wanted = references(entity, "");
            question.anyOf(List.of(Field.RESOURCE, Field.PATIENT), wanted);
        }
        if (action != null) {
            question.anyOf(Field.ACTION, codes(AuditEvent.SP_ACTION, action));
        }
        if (type != null) {
            question.anyOf(Field.TYPE, codes(AuditEvent.SP_TYPE, type));
        }
        if (subtype != null) {
            question.anyOf(Field.SUBTYPE, codes(AuditEvent.SP_SUBTYPE, subtype));
        }
        if (outcome != null) {
            question.anyOf(Field.OUTCOME, codes(AuditEvent.SP_OUTCOME, outcome));
        }
        if (address != null) {
            question.beginsWith(List.of(Field.ADDRESS), strings(address));
        }
        catchUp.run();
        int size = Math.min(count == null ? PAGE : count, largestPage);
        return page(question, isOldestFirst(sort), after, size, request);
    }

    /** HAPI leaves out what begins with an underscore and is not known, and would have everything found. */
    private static void requireKnown(RequestDetails request) {
        for (String name : request.getParameters().keySet()) {
            String parameter = name.replaceFirst("[:.].*", "");
            if (!SEARCHED_BY.contains(parameter) && !ABOUT_THE_ANSWER.contains(parameter)) {
                throw new InvalidRequestException("AuditEvent: searches know no parameter \"" + name
                        + "\"; expected one of " + SEARCHED_BY.stream().sorted().toList());
            }
        }
    }

    private Bundle page(
            AuditQuestion question, boolean isOldestFirst, TokenParam after, int size, RequestDetails request) {
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.SEARCHSET);
        if (!"none".equals(first(request, "_total"))) {
            bundle.setTotal((int) Math.min(Integer.MAX_VALUE, count(question)));
        }
        bundle.addLink()
                .setRelation("self")
                .setUrl(RestfulServerUtils.createLinkSelf(request.getFhirServerBase(), request));
        if (after != null) {
            if (after.getValue() == null || !NUMBER.matcher(after.getValue()).matches()) {
                throw new InvalidRequestException(NEXT + ": follow the link \"next\" as it is");
            }
            question.beyond(Long.parseLong(after.getValue()), isOldestFirst);
        }
        // One more than a page, to know whether there is a next one.
        List<AuditEvent> found =
                find(question, isOldestFirst, size + 1, request).toList();
        if (size > 0 && found.size() > size) {
            bundle.addLink()
                    .setRelation("next")
                    .setUrl(next(request, found.get(size - 1).getIdElement().getIdPart(), size));
        }
        found.stream().limit(size).forEach(event -> {
            Bundle.BundleEntryComponent entry = bundle.addEntry().setResource(event);
            entry.setFullUrl(request.getFhirServerBase() + "/AuditEvent/"
                    + event.getIdElement().getIdPart());
            entry.getSearch().setMode(Bundle.SearchEntryMode.MATCH);
        });
        return bundle;
    }

    /** From the last one shown on: looking is accounted for as well, and numbers of pages would shift under the reader. */
    private static String next(RequestDetails request, String last, int size) {
        String parameters = request.getParameters().entrySet().stream()
                .filter(parameter -> !Set.of(NEXT, "_count").contains(parameter.getKey()))
                .flatMap(parameter -> Stream.of(parameter.getValue())
                        .map(value -> escaped(parameter.getKey()) + "=" + escaped(value) + "&"))
                .collect(Collectors.joining());
        return request.getFhirServerBase() + "/AuditEvent?" + parameters + NEXT + "=" + last + "&_count=" + size;
    }

    private static String escaped(String text) {
        return ca.uhn.fhir.util.UrlUtil.escapeUrlParam(text);
    }

    private static String first(RequestDetails request, String parameter) {
        String[] values = request.getParameters().get(parameter);
        return values == null || values.length == 0 ? "" : values[0];
    }

    private Stream<AuditEvent> find(AuditQuestion question, boolean isOldestFirst, int count, RequestDetails request) {
        boolean isAuditor = reach.patients(request, "AuditEvent").isEmpty();
        try {
            return entries.find(question, isOldestFirst, count).stream().map(entry -> event(entry, isAuditor));
        } catch (SQLException e) {
            throw new InternalErrorException("the audit cannot be read", e);
        }
    }

    private long count(AuditQuestion question) {
        try {
            return entries.count(question);
        } catch (SQLException e) {
            throw new InternalErrorException("the audit cannot be read", e);
        }
    }

    private AuditEvent event(AuditEntries.Entry entry, boolean isAuditor) {
        AuditEvent event = parsed(entry);
        event.setId(new IdType("AuditEvent", Long.toString(entry.number()), "1"));
        event.getMeta().setLastUpdated(event.getRecorded());
        if (!isAuditor) {
            // What else was looked for, and from where, is not the patient's.
            event.getEntity()
                    .removeIf(entity -> QUERY_ROLE.equals(entity.getRole().getCode()));
            event.getAgent().forEach(agent -> agent.setNetwork(null));
        }
        return event;
    }

    private AuditEvent parsed(AuditEntries.Entry entry) {
        try {
            return fhir.newJsonParser().parseResource(AuditEvent.class, entry.event());
        } catch (DataFormatException e) {
            // One that cannot be read must not hide those beside it.
            byte[] told = AuditEventJson.inPlaceOf(
                    entry.event().getBytes(StandardCharsets.UTF_8), "this entry is no AuditEvent", Instant.EPOCH);
            return fhir.newJsonParser().parseResource(AuditEvent.class, new String(told, StandardCharsets.UTF_8));
        }
    }

    private AuditQuestion limited(AuditQuestion question, RequestDetails request) {
        Optional<Set<String>> patients = reach.patients(request, "AuditEvent");
        patients.ifPresent(ids -> question.anyOf(
                Field.PATIENT, ids.stream().map(id -> "Patient/" + id).toList()));
        return question;
    }

    private static boolean isOldestFirst(SortSpec sort) {
        if (sort == null) {
            return false;
        }
        if (!Set.of("date", "_lastUpdated", "_id").contains(sort.getParamName()) || sort.getChain() != null) {
            throw new InvalidRequestException("AuditEvents are sorted by date or -date alone");
        }
        return sort.getOrder() != SortOrderEnum.DESC;
    }

    private static Set<String> tokens(TokenOrListParam list) {
        return values(list.getValuesAsQueryTokens(), TokenParam::getValue);
    }

    private static Set<String> codes(String parameter, TokenOrListParam list) {
        return list.getValuesAsQueryTokens().stream()
                .peek(AuditEventProvider::requirePlain)
                .flatMap(token -> Vocabulary.codes(parameter, token.getSystem(), token.getValue()).stream())
                .collect(Collectors.toSet());
    }

    private static Set<String> strings(StringOrListParam list) {
        return values(list.getValuesAsQueryTokens(), StringParam::getValue);
    }

    /** As they stand in entries: relative, with their type. */
    private static Set<String> references(ReferenceOrListParam list, String type) {
        return values(list.getValuesAsQueryTokens(), reference -> {
            String named = reference.getResourceType() == null ? type : reference.getResourceType();
            if (named.isEmpty()) {
                throw new InvalidRequestException("AuditEvent: give references with their type, such as Observation/7");
            }
            return named + "/" + reference.getIdPart();
        });
    }

    private static <P extends BaseParam> Set<String> values(Collection<P> list, Function<P, String> value) {
        list.forEach(AuditEventProvider::requirePlain);
        return list.stream().map(value).filter(text -> text != null).collect(Collectors.toSet());
    }

    private static void requirePlain(BaseParam parameter) {
        boolean isChained = parameter instanceof ReferenceParam reference && reference.getChain() != null;
        boolean hasModifier = parameter.getQueryParameterQualifier() != null
                && !parameter.getQueryParameterQualifier().isEmpty()
                && !(parameter instanceof ReferenceParam);
        if (isChained || hasModifier || parameter.getMissing() != null) {
            throw new InvalidRequestException("AuditEvent: searches know no modifiers and no chains");
        }
    }
}
