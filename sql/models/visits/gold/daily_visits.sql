{{ config(materialized='view') }}

select
    facts.date_key as date_key,
    {{ visit_figures('facts') }}
from {{ ref('fact_visit') }} as facts
group by date_key
