-- Work of each analyzer by day: patients' measurements, controls, tubes, kinds of tests. What was not measured or was withdrawn is no
-- work.
-- Months, days and years are those of the session's time zone.
-- Tables: workload_by_instrument, devices.
select date_trunc('day', coalesce(w.issued_at, w.effective_at, w.effective_instant, w.effective_from)) as day,
       coalesce(max(d.name), max(w.device_name), w.device_id) as device,
       count(*) filter (where w.kind = 'laboratory') as results,
       count(*) filter (where w.kind = 'quality-control') as controls,
       count(*) filter (where w.kind = 'calibration') as calibrations,
       count(distinct case when w.kind = 'laboratory' then w.specimen_id end) as specimens,
       count(distinct coalesce(w.loinc, w.test)) as tests
from workload_by_instrument w
left join devices d on d.id = w.device_id
where w.status not in ('entered-in-error', 'cancelled', 'registered')
group by date_trunc('day', coalesce(w.issued_at, w.effective_at, w.effective_instant, w.effective_from)), w.device_id
order by day, device
