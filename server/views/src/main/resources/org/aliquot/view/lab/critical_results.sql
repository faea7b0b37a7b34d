-- Critical results by month and test: how many, of how many patients, and how long from the specimen's receipt until release. A result
-- that was corrected bears the time of that: it is counted, and not timed.
-- Months, days and years are those of the session's time zone.
-- Tables: critical_results, specimens.
select date_trunc('month', c.issued_at) as month,
       c.loinc,
       coalesce(c.test, c.loinc_display) as test,
       c.interpretation,
       count(*) as results,
       count(distinct c.patient_id) as patients,
       percentile_cont(0.5) within group (order by case when c.status in ('preliminary', 'final')
                                               then extract(epoch from c.issued_at - s.received_at) / 60 end) as minutes_median,
       max(case when c.status in ('preliminary', 'final')
                then extract(epoch from c.issued_at - s.received_at) / 60 end) as minutes_most
from critical_results c
left join specimens s on s.id = c.specimen_id
group by 1, 2, 3, 4
order by 1, 3, 4
