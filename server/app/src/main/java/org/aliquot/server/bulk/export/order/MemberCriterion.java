package org.aliquot.server.bulk.export.order;

/**
 * What makes a patient a member of a Group.
 *
 * @param search {@code Type?parameters}: finds the patient, or something in the patient's compartment
 * @param isExcluded whether those are the ones that are no members
 */
public record MemberCriterion(String search, boolean isExcluded) {
    /** Of the resources that are searched for. */
    public String type() {
        return search.substring(0, search.indexOf('?'));
    }
}
