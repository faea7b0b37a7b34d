package org.aliquot.server.ops;

import java.util.Objects;
import org.aliquot.ingest.bulk.Extractors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How resources are taken apart, and what the fast lane left. */
@RestController
@RequestMapping("/ops/ingest/extraction")
class ExtractionController {
    private final Extractors extractors;

    ExtractionController(Extractors extractors) {
        this.extractors = Objects.requireNonNull(extractors, "extractors");
    }

    @GetMapping
    ExtractionView show() {
        return ExtractionView.of(extractors);
    }
}
