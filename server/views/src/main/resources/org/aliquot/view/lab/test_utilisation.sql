-- Who orders what: orders by month, test and requester, and how many of them repeat the same patient's same test within a day.
-- An order that says nothing of its test is alike to no other.
-- Months, days and years are those of the session's time zone.
-- Tables: orders.
with numbered as (
    select o.*,
           coalesce(o.loinc, o.local_code, o.test, 'order ' || o.id) as test_key,
           lag(o.authored_at) over (
               partition by coalesce(o.patient_id, 'order ' || o.id), coalesce(o.loinc, o.local_code, o.test, 'order ' || o.id)
               order by o.authored_at, o.id) as authored_before
    from orders o
    where o.status not in ('revoked', 'entered-in-error', 'draft')
)
select date_trunc('month', n.authored_at) as month,
       n.test_key,
       max(coalesce(n.test, n.loinc_display)) as test,
       n.requester_id,
       max(n.requester_name) as requester,
       count(*) as orders,
       count(distinct n.patient_id) as patients,
       count(*) filter (where n.priority in ('stat', 'urgent', 'asap')) as urgent,
       count(*) filter (where n.authored_at - n.authored_before < interval '1 day') as repeated_within_a_day
from numbered n
group by date_trunc('month', n.authored_at), n.test_key, n.requester_id
order by month, orders desc, test, n.requester_id
