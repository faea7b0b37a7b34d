package org.aliquot.server.oracle;

import java.util.ArrayList;
import java.util.List;
import org.aliquot.server.oracle.corpus.StepsFile;
import org.aliquot.server.oracle.image.Difference;
import org.junit.jupiter.api.Test;

class OracleTest {
    @Test
    void edges() {
        TwoServers servers = TwoServers.running();
        for (String f : List.of("meta", "references", "strings", "numbers", "dates", "lifecycle", "shapes")) {
            System.out.println("==== " + f);
            servers.run(StepsFile.read("edges/" + f + ".steps")).forEach(System.out::println);
        }
        List<Difference> d = new ArrayList<>(servers.rowsThatDiffer());
        System.out.println(d.size() + " differences");
        d.stream().limit(40).forEach(System.out::println);
    }
}
