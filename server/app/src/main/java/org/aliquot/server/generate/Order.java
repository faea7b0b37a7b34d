package org.aliquot.server.generate;

/**
 * One tube on its way through the laboratory. Times in seconds of the epoch.
 *
 * @param number of the placer; unique for a seed
 * @param label {@code ,"code":{…}} of order and report
 * @param specimenType {@code ,"type":{…}}
 * @param condition what is wrong with the tube, a code of HL7 table 0493; empty: nothing
 */
record Order(
        Person person,
        Id request,
        Id specimen,
        Id device,
        Id requester,
        long number,
        byte[] label,
        byte[] specimenType,
        String condition,
        long ordered,
        long collected,
        long received,
        long resulted) {}
