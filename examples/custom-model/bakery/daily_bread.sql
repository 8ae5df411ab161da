{{ config(materialized='table', order_by='(baked_date, kind)') }}

select
    toDate(baked_time, 'UTC') as baked_date,
    kind,
    count() as loaves,
    sum(weight_kg_amount) as weight_kg,
    sum(price_amount) as price_amount,
    countIf(price_amount is null) as loaves_without_price
from {{ source('silver', 'bakery_loaves') }}
group by baked_date, kind
