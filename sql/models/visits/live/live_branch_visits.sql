-- Bronze as it is: what is flagged now counts as flagged, before gold's next run.
with visits as (
    select
        branch_id,
        customer_id,
        is_fraud != 0 as is_fraudulent,
        {{ hundredths('points') }} as points,
        {{ hundredths('receipt') }} as receipt_amount,
        {{ moment_of('created_at') }} as created_time
    from {{ source('bronze', 'visits_app_user_visits_fact') }}
    where is_deleted = 0
),

counted as (
    select
        branch_id,
        countIf(not is_fraudulent) as honest,
        countIf(is_fraudulent) as fraudulent,
        uniqExactIf(customer_id, not is_fraudulent) as all_customers,
        sumIf(coalesce(points, 0), not is_fraudulent) as all_points,
        countIf(receipt_amount is not null and not is_fraudulent) as all_receipts,
        sumIf(coalesce(receipt_amount, 0), not is_fraudulent) as all_amounts
    from visits
    where {{ is_today('created_time') }}
    group by branch_id
)

select
    counted.branch_id as branch_id,
    branches.name as branch_name,
    branches.city as city,
    counted.honest as visits,
    counted.all_customers as customers,
    counted.all_points as points,
    counted.all_receipts as receipts,
    counted.all_amounts as receipt_amount,
    counted.fraudulent as fraud_visits,
    assumeNotNull({{ share('fraud_visits', '(visits + fraud_visits)') }}) as fraud_share
from counted
left join {{ source('bronze', 'visits_branches') }} as branches on counted.branch_id = branches.id
order by receipt_amount desc, branch_id
settings join_use_nulls = 1
