-- Cumulative antibiogram: of each patient the first isolate of an organism in a calendar year that susceptibilities were tested of, as
-- CLSI M39 counts them. An isolate whose patient is not known counts by itself. Rows of fewer than 30 isolates are marked: their
-- percentages say little.
-- Where one isolate was judged several times by one test, it counts as susceptible only if all of them say so. Tests without a LOINC code
-- are told apart by their names. Different LOINC codes (MIC, disk) of one drug are rows of their own.
-- Years are those that stand in the isolates' times, or of the session's time zone where only a moment is known.
-- Tables: microbiology_isolates, susceptibilities, panel_members.
with tested as (
    select s.*,
           coalesce(s.isolate_id, m.panel_id) as of_isolate
    from susceptibilities s
    left join panel_members m on m.member_id = s.id and s.isolate_id is null
    where s.status in ('final', 'amended', 'corrected')
),
isolates as (
    select i.*,
           coalesce(substr(i.effective, 1, 4),
                    cast(extract(year from coalesce(i.effective_instant, i.effective_from, i.issued_at)) as varchar)) as year,
           coalesce(i.organism_code, i.organism_text) as organism_key
    from microbiology_isolates i
    where i.status in ('final', 'amended', 'corrected')
      and exists (select 1 from tested t where t.of_isolate = i.id)
),
verdicts as (
    select of_isolate,
           coalesce(drug_loinc, drug, drug_display) as drug_key,
           max(drug_loinc) as drug_loinc,
           max(coalesce(drug, drug_display)) as drug,
           min(case when category = 'S' then 1 else 0 end) as susceptible
    from tested
    group by of_isolate, coalesce(drug_loinc, drug, drug_display)
),
first_isolates as (
    select *
    from (select i.*,
                 row_number() over (
                     partition by coalesce(i.patient_id, 'isolate ' || i.id), i.organism_key, i.year
                     order by coalesce(i.effective_at, i.effective_instant, i.effective_from, i.issued_at), i.effective, i.id) as place
          from isolates i) numbered
    where place = 1
)
select cast(i.year as integer) as year,
       i.organism_key,
       max(coalesce(i.organism, i.organism_text)) as organism,
       max(v.drug_loinc) as drug_loinc,
       max(v.drug) as drug,
       count(*) as isolates,
       sum(v.susceptible) as susceptible,
       round(100.0 * sum(v.susceptible) / count(*), 1) as percent_susceptible,
       count(*) < 30 as is_small
from first_isolates i
join verdicts v on v.of_isolate = i.id
group by i.year, i.organism_key, v.drug_key
order by i.year, organism, drug
