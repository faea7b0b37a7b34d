package org.aliquot.view.path;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Reads FHIR R4's own StructureDefinitions into the lines of {@code r4-elements.txt}. */
final class FhirDefinitions {
    private static final String FOLDER = "/org/hl7/fhir/r4/model/profile/";
    private static final String SYSTEM_TYPE = "http://hl7.org/fhirpath/System.";

    private FhirDefinitions() {}

    /** One line for a type or a part of one, sorted by name. */
    static List<String> lines() {
        Map<String, String> lines = new TreeMap<>();
        for (String file : List.of("profiles-types.xml", "profiles-resources.xml")) {
            for (Element definition : all(document(file), "StructureDefinition")) {
                read(definition, lines);
            }
        }
        return List.copyOf(lines.values());
    }

    private static void read(Element definition, Map<String, String> lines) {
        String kind = text(definition, "kind");
        String type = text(definition, "type");
        boolean isProfile = "constraint".equals(text(definition, "derivation"));
        if (isProfile || "true".equals(text(definition, "abstract")) || kind.equals("logical")) {
            return;
        }
        if (kind.equals("primitive-type")) {
            lines.put(type, "primitive " + type);
            return;
        }
        Map<String, List<String>> children = new LinkedHashMap<>();
        Element snapshot = children(definition, "snapshot").get(0);
        for (Element element : children(snapshot, "element")) {
            String path = text(element, "path");
            int dot = path.lastIndexOf('.');
            if (dot > 0) {
                children.computeIfAbsent(path.substring(0, dot), parent -> new ArrayList<>())
                        .add(path.substring(dot + 1) + ":" + types(element, path));
            }
        }
        children.forEach((path, elements) -> lines.put(
                path,
                (path.indexOf('.') > 0 ? "part" : kind.equals("resource") ? "resource" : "type") + " " + path + " "
                        + String.join(" ", elements)));
    }

    private static String types(Element element, String path) {
        String reference = text(element, "contentReference");
        if (!reference.isEmpty()) {
            return reference.substring(1);
        }
        String types = children(element, "type").stream()
                .map(type -> text(type, "code"))
                .map(code -> code.startsWith(SYSTEM_TYPE) ? primitive(code.substring(SYSTEM_TYPE.length())) : code)
                .map(code -> code.equals("BackboneElement") || code.equals("Element") ? path : code)
                .distinct()
                .collect(Collectors.joining("|"));
        return types;
    }

    private static String primitive(String system) {
        return Character.toLowerCase(system.charAt(0)) + system.substring(1);
    }

    private static Element document(String file) {
        try (InputStream in = FhirDefinitions.class.getResourceAsStream(FOLDER + file)) {
            DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            return builder.parse(in).getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(file, e);
        }
    }

    private static List<Element> all(Element root, String name) {
        List<Element> found = new ArrayList<>();
        for (Element entry : children(root, "entry")) {
            for (Element resource : children(entry, "resource")) {
                found.addAll(children(resource, name));
            }
        }
        return found;
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? "" : found.get(0).getAttribute("value");
    }
}
