-- Cumulative antibiogram: of each patient the first isolate of an organism in a calendar year, as CLSI M39 counts them. Rows of
-- fewer than 30 isolates are marked: their percentages say little.
-- Months, days and years are those of the session's time zone.
-- Tables: microbiology_isolates, susceptibilities.
with isolates as (
    select i.*,
           extract(year from i.effective_at) as year,
           coalesce(i.organism_code, i.organism_text) as organism_key
    from microbiology_isolates i
    where i.status in ('final', 'amended', 'corrected')
      and i.effective_at is not null
),
first_isolates as (
    select *
    from (select i.*,
                 row_number() over (
                     partition by i.patient_id, i.organism_key, i.year
                     order by i.effective_at, i.id) as place
          from isolates i) numbered
    where place = 1
)
select i.year,
       i.organism_key,
       max(coalesce(i.organism, i.organism_text)) as organism,
       s.drug_loinc,
       max(coalesce(s.drug, s.drug_display)) as drug,
       count(distinct i.id) as isolates,
       count(distinct case when s.category = 'S' then i.id end) as susceptible,
       round(100.0 * count(distinct case when s.category = 'S' then i.id end) / count(distinct i.id), 1) as percent_susceptible,
       count(distinct i.id) < 30 as is_small
from first_isolates i
join susceptibilities s on s.isolate_id = i.id
where s.status in ('final', 'amended', 'corrected')
group by i.year, i.organism_key, s.drug_loinc
order by i.year, organism, drug
