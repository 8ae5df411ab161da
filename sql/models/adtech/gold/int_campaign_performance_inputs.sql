{{ config(materialized='view') }}

-- What a day of int_campaign_performance is made of, as one fingerprint.
select
    date_key,
    sum(_inputs) as fingerprint
from (
    select
        date_key,
        _inputs
    from {{ ref('fact_impressions') }}

    union all

    select
        date_key,
        _inputs
    from {{ ref('fact_clicks') }}
)
group by date_key
