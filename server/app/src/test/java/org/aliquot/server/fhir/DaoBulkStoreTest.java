package org.aliquot.server.fhir;

import org.aliquot.ingest.hapi.HapiDaoBulkStore;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;

@WithServer
class DaoBulkStoreTest extends BulkStoreContract {
    DaoBulkStoreTest(TestServer server) {
        super(server, server.bean(HapiDaoBulkStore.class));
    }
}
