package org.aliquot.ingest.hapi.check;

import java.util.ArrayList;
import java.util.List;

/** All that must hold between the rows of resources. */
final class Promises {
    /** A resource as a client names it. */
    private static final String NAME = "r.res_type || '/' || r.fhir_id";

    private Promises() {}

    static List<Promise> all() {
        List<Promise> all = new ArrayList<>(resourcesAndVersions());
        all.addAll(links());
        all.addAll(tags());
        for (SearchValueTable table : SearchValueTable.ALL) {
            all.addAll(values(table));
        }
        all.addAll(types());
        return all;
    }

    private static List<Promise> resourcesAndVersions() {
        return List.of(
                new Promise("every resource has an id that clients know", """
                        select r.res_type || ' ' || r.res_id || ': no fhir_id' from hfj_resource r
                        where r.fhir_id is null"""),
                new Promise("every resource has its current version", """
                        select %s || ': version ' || r.res_ver || ' is not in hfj_res_ver'
                        from hfj_resource r
                        left join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver
                        where v.pid is null""".formatted(NAME)),
                new Promise("the current version says what its resource says", """
                        select %s || ': version ' || r.res_ver || ' differs in type, deletion or time'
                        from hfj_resource r
                        join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver
                        where v.res_type <> r.res_type or v.res_updated <> r.res_updated
                           or (v.res_deleted_at is null) <> (r.res_deleted_at is null)""".formatted(NAME)),
                new Promise("no version is newer than the current one", """
                        select %s || ': version ' || v.res_ver || ' beyond the current ' || r.res_ver
                        from hfj_res_ver v join hfj_resource r on r.res_id = v.res_id
                        where v.res_ver > r.res_ver""".formatted(NAME)),
                new Promise("every version belongs to a resource", """
                        select v.res_type || ' ' || v.res_id || ': version ' || v.res_ver || ' of a resource that is not there'
                        from hfj_res_ver v left join hfj_resource r on r.res_id = v.res_id
                        where r.res_id is null"""));
    }

    private static List<Promise> links() {
        return List.of(
                new Promise("every reference comes from a resource of its type", """
                        select coalesce(%s, l.source_resource_type || ' ' || l.src_resource_id) || ': link ' || l.pid
                               || case when r.res_id is null then ' of a resource that is not there'
                                       else ' says its source is ' || l.source_resource_type end
                        from hfj_res_link l left join hfj_resource r on r.res_id = l.src_resource_id
                        where r.res_id is null or r.res_type <> l.source_resource_type""".formatted(NAME)),
                new Promise("every reference within the server has its target", """
                        select coalesce(s.res_type || '/' || s.fhir_id, 'resource ' || l.src_resource_id) || ': ' || l.src_path
                               || case when r.res_id is null then ' points to ' || l.target_resource_type || ' '
                                            || l.target_resource_id || ', which is not there'
                                       else ' says its target is ' || l.target_resource_type || ', it is ' || r.res_type end
                        from hfj_res_link l
                        left join hfj_resource r on r.res_id = l.target_resource_id
                        left join hfj_resource s on s.res_id = l.src_resource_id
                        where l.target_resource_id is not null
                          and (r.res_id is null or r.res_type <> l.target_resource_type)"""),
                new Promise("every reference points somewhere", """
                        select coalesce(%s, 'resource ' || l.src_resource_id) || ': ' || l.src_path
                               || ' has neither target nor URL'
                        from hfj_res_link l left join hfj_resource r on r.res_id = l.src_resource_id
                        where l.target_resource_id is null and l.target_resource_url is null""".formatted(NAME)),
                new Promise(
                        "sp_has_links agrees with hfj_res_link",
                        flag("sp_has_links", "hfj_res_link", "src_resource_id")),
                new Promise("no reference is indexed twice", """
                        select coalesce(%s, 'resource ' || d.src_resource_id) || ': ' || d.src_path || ' is there '
                               || d.copies || ' times'
                        from (select src_resource_id, src_path, count(*) copies from hfj_res_link
                              group by src_resource_id, src_path, target_resource_id, target_resource_url,
                                       target_resource_version
                              having count(*) > 1) d
                        left join hfj_resource r on r.res_id = d.src_resource_id""".formatted(NAME)));
    }

    private static List<Promise> tags() {
        return List.of(
                new Promise("every tag belongs to a resource of its type", """
                        select coalesce(%s, t.res_type || ' ' || t.res_id) || ': tag ' || t.tag_id
                               || case when r.res_id is null then ' of a resource that is not there'
                                       else ' says its resource is ' || t.res_type end
                        from hfj_res_tag t left join hfj_resource r on r.res_id = t.res_id
                        where r.res_id is null or r.res_type <> t.res_type""".formatted(NAME)),
                new Promise("every tag of a version belongs to that version", """
                        select t.res_type || ' ' || t.res_id || ': tag ' || t.tag_id || ' of version row ' || t.res_ver_pid
                               || case when v.pid is null then ', which is not there' else ', of another resource' end
                        from hfj_history_tag t left join hfj_res_ver v on v.pid = t.res_ver_pid
                        where v.pid is null or v.res_id <> t.res_id"""),
                new Promise("every tag is defined", """
                        select coalesce(%s, 'resource ' || t.res_id) || ': tag ' || t.tag_id || ' is not in hfj_tag_def'
                        from hfj_res_tag t
                        left join hfj_tag_def d on d.tag_id = t.tag_id
                        left join hfj_resource r on r.res_id = t.res_id
                        where d.tag_id is null""".formatted(NAME)),
                new Promise("has_tags agrees with hfj_res_tag", flag("has_tags", "hfj_res_tag", "res_id")));
    }

    private static List<Promise> values(SearchValueTable table) {
        String name = table.name();
        String value = String.join(", ", table.value());
        return List.of(
                new Promise(
                        "every row of " + name + " belongs to a resource of its type", """
                        select coalesce(%s, coalesce(t.res_type, 'resource') || ' ' || t.res_id) || ': %s row ' || t.sp_id
                               || case when r.res_id is null then ' of a resource that is not there'
                                       else ' says its resource is ' || t.res_type end
                        from %s t left join hfj_resource r on r.res_id = t.res_id
                        where r.res_id is null or t.res_type <> r.res_type""".formatted(NAME, name, name)),
                new Promise(table.flag() + " agrees with " + name, flag(table.flag(), name, "res_id")),
                new Promise("no value is in " + name + " twice", """
                        select coalesce(%s, 'resource ' || d.res_id) || ': the same value ' || d.copies || ' times'
                               || coalesce(' (' || d.sp_name || ')', '')
                        from (select res_id, max(sp_name) sp_name, count(*) copies from %s where not sp_missing
                              group by res_id, hash_identity, %s having count(*) > 1) d
                        left join hfj_resource r on r.res_id = d.res_id""".formatted(NAME, name, value)),
                // HAPI fills hfj_spidx_identity some time after it stores; it matters where rows do without names.
                new Promise("every parameter of " + name + " has a name, there or in hfj_spidx_identity", """
                        select coalesce(%s, 'resource ' || t.res_id) || ': hash_identity ' || t.hash_identity
                               || ' has no name'
                        from (select hash_identity, min(res_id) res_id from %s where sp_name is null
                              group by hash_identity) t
                        left join hfj_spidx_identity i on i.hash_identity = t.hash_identity
                        left join hfj_resource r on r.res_id = t.res_id
                        where i.hash_identity is null""".formatted(
                                NAME, name)));
    }

    private static List<Promise> types() {
        List<Promise> promises = new ArrayList<>();
        promises.add(type("hfj_resource", "res_type", "res_type_id", "res_id"));
        promises.add(type("hfj_res_ver", "res_type", "res_type_id", "res_id"));
        promises.add(type("hfj_res_link", "source_resource_type", "src_res_type_id", "src_resource_id"));
        promises.add(type("hfj_res_link", "target_resource_type", "target_res_type_id", "src_resource_id"));
        return promises;
    }

    // Rows of early versions of HAPI and of references to other servers have no number.
    private static Promise type(String table, String type, String typeId, String resource) {
        return new Promise(table + "." + typeId + " is the number of " + type, """
                select coalesce(%s, 'resource ' || t.%s) || ': %s is ' || t.%s || ', the number of '
                       || coalesce(n.res_type, 'nothing')
                from %s t
                left join hfj_resource_type n on n.res_type_id = t.%s
                left join hfj_resource r on r.res_id = t.%s
                where t.%s is not null and n.res_type is distinct from t.%s""".formatted(
                        NAME, resource, typeId, typeId, table, typeId, resource, typeId, type));
    }

    private static String flag(String flag, String table, String resource) {
        return """
                select %s || ': %s is ' || r.%s || ', ' || case when t.id is null then 'no rows' else 'rows' end || ' in %s'
                from hfj_resource r
                left join (select distinct %s id from %s) t on t.id = r.res_id
                where r.%s <> (t.id is not null)""".formatted(NAME, flag, flag, table, resource, table, flag);
    }
}
