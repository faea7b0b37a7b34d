package org.aliquot.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Complete blood counts of invented people as a Sysmex XN sends them: 24 results, 3 suspect flags. */
final class XnCounts {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final LocalDateTime FIRST = LocalDateTime.of(2024, 6, 27, 8, 0);
    private static final String[][] PARAMETERS = {
        {"WBC", "8.13", "10*3/uL"},
        {"RBC", "4.60", "10*6/uL"},
        {"HGB", "13.0", "g/dL"},
        {"HCT", "41.7", "%"},
        {"MCV", "87.3", "fL"},
        {"MCH", "30.8", "pg"},
        {"MCHC", "35.2", "g/dL"},
        {"PLT", "199", "10*3/uL"},
        {"NEUT%", "57.4", "%"},
        {"LYMPH%", "32.8", "%"},
        {"MONO%", "7.3", "%"},
        {"EO%", "2.1", "%"},
        {"BASO%", "0.4", "%"},
        {"NEUT#", "4.67", "10*3/uL"},
        {"LYMPH#", "2.67", "10*3/uL"},
        {"MONO#", "0.59", "10*3/uL"},
        {"EO#", "0.17", "10*3/uL"},
        {"BASO#", "0.03", "10*3/uL"},
        {"IG%", "0.2", "%"},
        {"IG#", "0.02", "10*3/uL"},
        {"RDW-SD", "47.5", "fL"},
        {"RDW-CV", "14.8", "%"},
        {"MPV", "9.1", "fL"},
        {"PCT", "0.21", "%"}
    };
    private static final String[][] MORE = {
        {"PDW", "10.4", "fL"},
        {"P-LCR", "21.0", "%"},
        {"NRBC#", "0.02", "10*3/uL"},
        {"RET%", "1.15", "%"},
        {"RET#", "0.0529", "10*6/uL"},
        {"IRF", "8.3", "%"}
    };

    private XnCounts() {}

    static String accession(int number) {
        return String.format(Locale.ROOT, "B%07d", number);
    }

    static byte[] message(int number) {
        List<String> records = new ArrayList<>();
        results(PARAMETERS, number, records);
        for (String flag : List.of("Blasts/Abn_Lympho?", "Left_Shift?", "PLT_Clumps?")) {
            records.add("|^^^^" + flag + "|10|||||F||||" + time(number));
        }
        return message(number, records);
    }

    /** 30 results and no flag. */
    static byte[] longMessage(int number) {
        List<String> records = new ArrayList<>();
        results(PARAMETERS, number, records);
        results(MORE, number, records);
        return message(number, records);
    }

    private static void results(String[][] parameters, int number, List<String> records) {
        for (String[] parameter : parameters) {
            records.add(
                    "|^^^^" + parameter[0] + "^1|" + parameter[1] + "|" + parameter[2] + "||N||F||||" + time(number));
        }
    }

    private static String time(int number) {
        return TIME.format(FIRST.plusSeconds(number));
    }

    private static byte[] message(int number, List<String> results) {
        List<String> records = new ArrayList<>();
        records.add("H|\\^&|||XN-20^00-24^10001^^^^AB123456||||||||E1394-97");
        records.add("P|1|||MRN" + accession(number));
        records.add("O|1||^^" + accession(number) + "^B|^^^^WBC\\^^^^RBC|||||||N||||||||||||||F");
        for (String result : results) {
            records.add("R|" + (records.size() - 2) + result);
        }
        records.add("L|1|N");
        return (String.join("\r", records) + "\r").getBytes(US_ASCII);
    }
}
