-- Turnaround by month, test and priority, in minutes: half of the reports took no longer than the median, nine of ten no longer
-- than p90. The joins: reports.order_id = orders.id, reports.specimen_id = specimens.id.
-- A report that was corrected or added to bears the time of that: it is counted in a column of its own, and in no median.
-- Months, days and years are those of the session's time zone.
-- Tables: reports, orders, specimens.
with times as (
    select r.id,
           r.status = 'final' as is_first,
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
       count(*) filter (where is_first) as reports,
       count(*) filter (where not is_first) as changed_reports,
       percentile_cont(0.5) within group (order by case when is_first then order_to_collection end) as order_to_collection_median,
       percentile_cont(0.5) within group (order by case when is_first then collection_to_receipt end) as collection_to_receipt_median,
       percentile_cont(0.5) within group (order by case when is_first then receipt_to_report end) as receipt_to_report_median,
       percentile_cont(0.9) within group (order by case when is_first then receipt_to_report end) as receipt_to_report_p90,
       percentile_cont(0.5) within group (order by case when is_first then order_to_report end) as order_to_report_median,
       percentile_cont(0.9) within group (order by case when is_first then order_to_report end) as order_to_report_p90
from times
group by month, loinc, test, priority
order by month, test, priority
