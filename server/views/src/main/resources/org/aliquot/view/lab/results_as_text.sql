-- Each result as one text, comparator, digits and unit as reported: <0.01 ng/mL; E. coli; not-performed.
-- Tables: results, patients.
select r.id,
       r.patient_id,
       p.gender,
       p.birth_day,
       r.effective_at,
       coalesce(r.test, r.loinc_display, r.local_code) as test,
       r.loinc,
       coalesce(
           case when r.value_digits is not null
                then coalesce(r.comparator, '') || r.value_digits || coalesce(' ' || r.unit, '') end,
           r.value_text,
           r.value_code_text,
           r.value_code_display,
           r.value_code,
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
order by r.patient_id, r.effective_at, r.id
