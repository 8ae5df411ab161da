{{ config(materialized='view') }}

select
    facts.date_key as date_key,
    facts.store_id as store_id,
    coalesce(any(stores.name), 'Unknown') as store_name,
    {{ visit_figures('facts') }}
from {{ ref('fact_visit') }} as facts
left join {{ last_of(ref('dim_store'), 'store_id', ['name']) }} as stores on facts.store_id = stores.store_id
group by date_key, store_id
settings join_use_nulls = 1
