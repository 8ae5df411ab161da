{#-
    Text without white space at its ends and in Unicode normal form C. Nothing within it changes: "-", "+", quotes,
    "@", accents and line breaks stay. NULL stays NULL, and '' stays ''.
-#}
{% macro clean_text(column) -%}
    normalizeUTF8NFC(replaceRegexpAll({{ column }}, '^[\\s\\p{Z}]+|[\\s\\p{Z}]+$', ''))
{%- endmacro %}
