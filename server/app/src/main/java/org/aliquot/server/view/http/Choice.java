package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of the server's resources rows are made of.
 *
 * @param patients references to those whose resources they are; none: everybody's
 * @param group id of the Group whose members' they are
 * @param since when they have been changed; one instant, or none
 */
record Choice(List<String> patients, Optional<String> group, List<String> since) {
    private static final Pattern GROUP = Pattern.compile("(?:Group/)?([A-Za-z0-9\\-.]{1,64})");

    /** @param parameters of whatever names */
    static Choice of(List<Parameter> parameters) {
        List<String> patients = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        List<String> since = new ArrayList<>();
        for (Parameter parameter : parameters) {
            switch (parameter.name()) {
                case "patient" -> patients.add(parameter.reference());
                case "group" -> groups.add(parameter.reference());
                case "_since" -> since.add(parameter.text());
                default -> {
                    // Others are others' to read.
                }
            }
        }
        return new Choice(patients, group(groups), since);
    }

    boolean isOfAll() {
        return patients.isEmpty() && group.isEmpty() && since.isEmpty();
    }

    private static Optional<String> group(List<String> references) {
        if (references.isEmpty()) {
            return Optional.empty();
        }
        Matcher group = GROUP.matcher(references.get(0));
        if (references.size() > 1 || !group.matches()) {
            throw new InvalidRequestException("parameter group: expected one reference like Group/12");
        }
        return Optional.of(group.group(1));
    }
}
