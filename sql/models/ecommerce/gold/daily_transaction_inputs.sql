{{ config(materialized='view') }}

-- What a day of daily_transaction is made of, as one fingerprint.
select
    date_key,
    sum(_inputs) as fingerprint
from (
    select
        date_key,
        _inputs
    from {{ ref('fact_order') }}

    union all

    select
        date_key,
        _inputs
    from {{ ref('fact_order_detail') }}
)
group by date_key
