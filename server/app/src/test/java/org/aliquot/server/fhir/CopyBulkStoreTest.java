package org.aliquot.server.fhir;

import org.aliquot.ingest.bulk.CopyBulkStore;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;

@WithServer
class CopyBulkStoreTest extends BulkStoreContract {
    CopyBulkStoreTest(TestServer server) {
        super(server, server.bean(CopyBulkStore.class));
    }
}
