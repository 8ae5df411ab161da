{{ config(materialized='table', order_by='date_key') }}

with bounds as (
    select
        toStartOfYear(min(day)) as first_day,
        addYears(toStartOfYear(today()), 11) as end_day
    from (
        select min(created_date) as day
        from {{ ref('ecommerce_orders') }}
        where created_time is not null

        union all

        select min(created_date) as day
        from {{ ref('ecommerce_users') }}
        where created_time is not null

        union all

        select today() as day
    )
    where day > toDate('1970-01-01')
),

days as (
    select arrayJoin(arrayMap(n -> first_day + n, range(toUInt32(dateDiff('day', first_day, end_day))))) as date_key
    from bounds

    union all

    select toDate('1970-01-01') as date_key
)

select
    date_key,
    toYear(date_key) as year,
    toQuarter(date_key) as quarter,
    toMonth(date_key) as month,
    toISOWeek(date_key) as iso_week,
    toDayOfMonth(date_key) as day_of_month,
    toDayOfWeek(date_key) as day_of_week,
    toMonday(date_key) as start_day_of_week,
    toStartOfMonth(date_key) as start_day_of_month,
    toBool(toDayOfWeek(date_key) >= 6) as is_weekend,
    dateName('weekday', date_key) as day_name,
    dateName('month', date_key) as month_name
from days
group by date_key
