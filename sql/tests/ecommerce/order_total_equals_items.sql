-- What an order states as its total is what its items cost. The source does not enforce it, so this only warns.
{{ config(severity='warn') }}

select
    orders.order_id as order_id,
    any(orders.total_amount) as stated,
    sum(items.total_amount) as items
from {{ ref('fact_order') }} as orders
inner join {{ ref('fact_order_detail') }} as items on orders.order_id = items.order_id
group by order_id
having stated != items
