{{ config(materialized='view') }}

-- A view, because it depends on nothing but the present year, and several domains build what refers to it at once.
with days as (
    select toDate('1970-01-01') + number as date_key
    from numbers(toUInt64(toUInt16(addYears(toStartOfYear(today()), 11))))
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
