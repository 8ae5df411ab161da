{#- Versions of one key never overlap, none is empty, and at most the last is current. -#}
{% test versions_follow_each_other(model, key) %}
select *
from (
    select
        *,
        leadInFrame(valid_from, 1, valid_to) over (
            partition by {{ key }} order by valid_from rows between current row and unbounded following
        ) as next_from
    from {{ model }}
    where version_number > 0
)
where valid_from >= valid_to or next_from < valid_to or (is_current and next_from != valid_to)
{% endtest %}
