/**
 * Hands what the spool keeps to the sink: in order for each device, devices beside each other.
 *
 * <p>Arrives: transcripts that were received whole, or as whole as they will ever be. Leaves: reports into the {@link
 * org.aliquot.gateway.ReportSink}; outcomes and quarantine entries into the spool.
 *
 * <p>Reading order: {@link org.aliquot.gateway.delivery.Courier} (the door) → {@code Lane} (one device's queue, waits
 * and retries) → {@code TranscriptDelivery} (one transcript) → {@code Replay} (a person asks again) → {@code
 * ResentMessages} (the instrument sent a cut message again).
 *
 * <p>Three rules. The sink being away never loses or reorders anything: the lane waits. A message that breaks the sink
 * is set aside after a few tries, so that it cannot hold up the patient behind it. Every message of a transcript has an
 * outcome before the transcript is settled, so a crash repeats at most one hand-over, which the sink knows as a
 * duplicate.
 *
 * <p>Must not know: sockets, frames on a line, FHIR.
 */
package org.aliquot.gateway.delivery;
