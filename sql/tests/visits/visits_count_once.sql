-- As many visits, points and receipts in every place of gold as in the facts.
with facts as (
    select
        count() as visits,
        sum(points) as points,
        coalesce(sum(receipt_amount), 0) as receipt_amount
    from {{ ref('fact_visit') }}
),

places as (
    select
        'daily_visits' as place,
        sum(visits) as all_visits,
        sum(points) as all_points,
        sum(receipt_amount) as all_amounts
    from {{ ref('daily_visits') }}

    union all

    select
        'daily_store_visits' as place,
        sum(visits) as all_visits,
        sum(points) as all_points,
        sum(receipt_amount) as all_amounts
    from {{ ref('daily_store_visits') }}

    union all

    select
        'daily_branch_visits' as place,
        sum(visits) as all_visits,
        sum(points) as all_points,
        sum(receipt_amount) as all_amounts
    from {{ ref('daily_branch_visits') }}

    union all

    select
        'daily_cashier_visits' as place,
        sum(visits) as all_visits,
        sum(points) as all_points,
        sum(receipt_amount) as all_amounts
    from {{ ref('daily_cashier_visits') }}
)

select
    places.place,
    places.all_visits,
    places.all_points,
    places.all_amounts
from places
cross join facts
where places.all_visits != facts.visits or places.all_points != facts.points or places.all_amounts != facts.receipt_amount
