-- No column of silver or gold holds what must not leave the source. Generated silver keeps every column of a key.
select
    built.database,
    built.table,
    built.name
from system.columns as built
where
    built.database in ('{{ ref("ecommerce_users").schema }}', '{{ ref("dim_user").schema }}')
    and built.name ilike '%password%'
    and (built.table, built.name) not in (
        select
            hot.table,
            hot.name
        from system.columns as hot
        where hot.database = 'hot' and hot.is_in_sorting_key
    )
