{{ config(materialized='view') }}

select
    facts.date_key as date_key,
    facts.branch_id as branch_id,
    coalesce(any(branches.name), 'Unknown') as branch_name,
    any(branches.city) as city,
    {{ visit_figures('facts') }}
from {{ ref('fact_visit') }} as facts
left join {{ last_of(ref('dim_branch'), 'branch_id', ['name', 'city']) }} as branches on facts.branch_id = branches.branch_id
group by date_key, branch_id
settings join_use_nulls = 1
