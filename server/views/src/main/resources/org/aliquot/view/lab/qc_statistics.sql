-- Quality control by analyzer, material and test: mean, SD, CV, and how many runs break the rules 1-3s (one beyond three SD) and
-- 2-2s (two in a row beyond two SD, on one side). Mean and SD are those of the runs themselves; a laboratory that has target
-- values joins its own table of them instead. What was withdrawn or cancelled is not counted.
-- Tables: qc_results, devices.
with runs as (
    select q.*,
           coalesce(q.local_code, q.loinc, q.test) as test_key,
           avg(q.value_number) over w as mean,
           stddev_samp(q.value_number) over w as sd
    from qc_results q
    where q.category = 'quality-control'
      and q.status in ('final', 'amended', 'corrected')
      and q.value_number is not null
      and q.comparator is null
    window w as (partition by q.device_id, q.material_id, coalesce(q.local_code, q.loinc, q.test), q.unit)
),
scored as (
    select r.*,
           case when r.sd > 0 then (r.value_number - r.mean) / r.sd else 0 end as z
    from runs r
),
ordered as (
    select s.*,
           lag(s.z) over (
               partition by s.device_id, s.material_id, s.test_key, s.unit
               order by s.effective_at, s.id) as z_before
    from scored s
)
select o.device_id,
       max(coalesce(d.name, d.bench)) as device,
       o.material_id,
       o.test_key as test,
       o.unit,
       count(*) as runs,
       avg(o.value_number) as mean,
       stddev_samp(o.value_number) as sd,
       100 * stddev_samp(o.value_number) / nullif(avg(o.value_number), 0) as cv_percent,
       count(*) filter (where abs(o.z) > 3) as rule_1_3s,
       count(*) filter (where (o.z > 2 and o.z_before > 2) or (o.z < -2 and o.z_before < -2)) as rule_2_2s
from ordered o
left join devices d on d.id = o.device_id
group by o.device_id, o.material_id, o.test_key, o.unit
order by device, o.material_id, test
