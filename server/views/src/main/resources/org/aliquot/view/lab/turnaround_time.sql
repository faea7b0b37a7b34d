-- Turnaround by month, test and priority, in minutes: half of the reports took no longer than the median, nine of ten no longer
-- than p90. The joins: reports.order_id = orders.id, reports.specimen_id = specimens.id.
-- Months, days and years are those of the session's time zone.
-- Tables: reports, orders, specimens.
with times as (
    select r.id,
           date_trunc('month', r.issued_at) as month,
           coalesce(o.loinc, r.loinc) as loinc,
           coalesce(o.test, r.test) as test,
           coalesce(o.priority, 'routine') as priority,
           extract(epoch from s.collected_at - o.authored_at) / 60 as order_to_collection,
           extract(epoch from s.received_at - s.collected_at) / 60 as collection_to_receipt,
           extract(epoch from r.issued_at - s.received_at) / 60 as receipt_to_report,
           extract(epoch from r.issued_at - o.authored_at) / 60 as order_to_report
    from reports r
    left join orders o on o.id = r.order_id
    left join specimens s on s.id = r.specimen_id
    where r.status in ('final', 'amended', 'corrected', 'appended')
)
select month,
       loinc,
       test,
       priority,
       count(*) as reports,
       percentile_cont(0.5) within group (order by order_to_collection) as order_to_collection_median,
       percentile_cont(0.5) within group (order by collection_to_receipt) as collection_to_receipt_median,
       percentile_cont(0.5) within group (order by receipt_to_report) as receipt_to_report_median,
       percentile_cont(0.9) within group (order by receipt_to_report) as receipt_to_report_p90,
       percentile_cont(0.5) within group (order by order_to_report) as order_to_report_median,
       percentile_cont(0.9) within group (order by order_to_report) as order_to_report_p90
from times
group by month, loinc, test, priority
order by month, test, priority
