-- What bronze has flagged since before the last minutes is not among the visits that count.
{{ config(severity='warn') }}

select facts.visit_id
from {{ ref('fact_visit') }} as facts
inner join {{ source('bronze', 'visits_app_user_visits_fact') }} as bronze on facts.visit_id = bronze.id
where
    (bronze.is_deleted != 0 or bronze.is_fraud != 0)
    and bronze._committed_at < now() - interval {{ var('settled_minutes') }} minute
