-- Visits whose branch is not one of their store: they count for the store and for the branch that they name.
{{ config(severity='warn') }}

select
    facts.visit_id,
    facts.store_id,
    branches.store_id as store_of_branch
from {{ ref('fact_visit') }} as facts
inner join {{ ref('dim_branch') }} as branches on facts.branch_key = branches.branch_key
where facts.branch_key != 0 and facts.store_id != branches.store_id
