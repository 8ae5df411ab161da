-- No visit is in both facts. One that is flagged between the builds of the two is, until the next run.
{{ config(severity='warn') }}

select visit_id
from {{ ref('fact_visit') }}
where visit_id in (select frauds.visit_id from {{ ref('fact_fraud_visit') }} as frauds)
