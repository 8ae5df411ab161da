{#-
    Versions of a type 2 dimension from a table's history: one row per key and uninterrupted time with the same
    attributes, without the times when the row was deleted, softly (the column `soft_delete`, none without one) or not.

    A version begins with the commit of its change. The first one known of a key begins with created_at instead, if that
    is earlier: a first copy of the source has the time of the copy. Of several changes in one transaction the last
    counts. `latest` are columns that make no version of their own: a version has their last value.

    Ends with the query `versions`: key, attributes, latest, first_version (the change that began it), valid_from,
    valid_to, version_number (1 for the first of a key), is_current.
-#}
{% macro history_versions(history, key, attributes, latest=[], soft_delete='deleted_at') -%}
{%- set columns = (attributes + latest) | join(', ') -%}
with numbered as (
    select
        {{ key }}, {{ columns }}, created_at, {{ soft_delete or "cast(null as Nullable(DateTime64(6, 'UTC')))" }} as deleted_at, _version, _is_deleted,
        max(_committed_at) over (partition by {{ key }} order by _version) as changed,
        row_number() over (partition by {{ key }} order by _version) as change_number
    from {{ history }}
),

{# A row that is known only since after its soft deletion was alive before it. -#}
states as (
    select
        {{ key }}, {{ columns }}, created_at, _version,
        arrayJoin(
            multiIf(
                change_number > 1, [(changed, toUInt8(_is_deleted = 0 and deleted_at is null))],
                _is_deleted = 1, [(changed, toUInt8(0))],
                deleted_at is null, [(least(coalesce(created_at, changed), changed), toUInt8(1))],
                [(least(coalesce(created_at, changed), changed), toUInt8(1)),
                 (least(assumeNotNull(deleted_at), changed), toUInt8(0))]
            )
        ) as state,
        state.1 as since,
        if(state.2, sipHash64(tuple({{ attributes | join(', ') }})), 0) as content
    from numbered
),

moments as (
    select *, lagInFrame(content, 1, 0) over (partition by {{ key }} order by since rows between unbounded preceding and current row) as content_before
    from (select * from states order by {{ key }}, since, _version desc, content limit 1 by {{ key }}, since)
),

spans as (
    select *, sum(content != content_before) over (partition by {{ key }} order by since) as span
    from moments
),

collapsed as (
    select
        {{ key }}, span,
        {%- for column in attributes %}
        any({{ column }}) as {{ column }},
        {%- endfor %}
        {%- for column in latest %}
        argMax({{ column }}, since) as {{ column }},
        {%- endfor %}
        any(created_at) as created_at,
        any(content) as content,
        argMin(_version, since) as first_version,
        min(since) as valid_from
    from spans
    group by {{ key }}, span
),

versions as (
    select
        * except (content, span),
        countIf(content != 0) over (partition by {{ key }} order by valid_from) as version_number,
        toBool(valid_to = {{ end_of_time() }}) as is_current
    from (
        select *, leadInFrame(valid_from, 1, {{ end_of_time() }}) over (
            partition by {{ key }} order by valid_from rows between current row and unbounded following
        ) as valid_to
        from collapsed
    )
    where content != 0
)
{%- endmacro %}
