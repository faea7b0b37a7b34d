-- Each result as one text, comparator, digits and unit as reported: <0.01 ng/mL; 1:128; 5-10 /HPF; E. coli; not-performed.
-- Tables: results, patients.
select r.id,
       r.patient_id,
       p.gender,
       p.birth_day,
       coalesce(r.effective_at, r.effective_instant, r.effective_from) as effective_at,
       coalesce(r.test, r.loinc_display, r.local_code) as test,
       r.loinc,
       coalesce(
           case when r.value_digits is not null
                then coalesce(r.comparator, '') || r.value_digits || coalesce(' ' || r.unit, '') end,
           r.value_text,
           r.value_code_text,
           r.value_code_display,
           r.value_code,
           case when r.ratio_numerator is not null or r.ratio_denominator is not null
                then coalesce(r.ratio_comparator, '') || coalesce(r.ratio_numerator, '')
                     || coalesce(' ' || r.ratio_numerator_unit || ' ', '') || ':'
                     || coalesce(r.ratio_denominator_comparator, '') || coalesce(r.ratio_denominator, '')
                     || coalesce(' ' || r.ratio_denominator_unit, '') end,
           case when r.range_low is not null or r.range_high is not null
                then coalesce(r.range_low, '') || '-' || coalesce(r.range_high, '')
                     || coalesce(' ' || coalesce(r.range_unit, r.range_high_unit), '') end,
           cast(r.value_integer as varchar),
           case when r.value_boolean then 'true' when not r.value_boolean then 'false' end,
           r.value_date_time,
           r.value_time,
           case when r.value_from is not null or r.value_to is not null
                then coalesce(r.value_from, '') || '/' || coalesce(r.value_to, '') end,
           r.value_sampled,
           r.absent_reason) as result,
       r.interpretation,
       r.reference_low,
       r.reference_high,
       r.reference_text,
       r.status
from results r
left join patients p on p.id = r.patient_id
where not r.is_panel
  and r.status <> 'entered-in-error'
order by r.patient_id, effective_at, r.id
