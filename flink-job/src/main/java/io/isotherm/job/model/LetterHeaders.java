package io.isotherm.job.model;

/** Headers of a dead letter in Kafka. Letters are kept for ever, so none of these may change. */
public final class LetterHeaders {
    public static final String TOPIC = "isotherm.topic";
    public static final String PARTITION = "isotherm.partition";
    public static final String OFFSET = "isotherm.offset";
    public static final String REASON = "isotherm.reason";
    public static final String DETAIL = "isotherm.detail";
    public static final String STAGE = "isotherm.stage";
    public static final String FORMAT = "isotherm.format";
    public static final String JOB_VERSION = "isotherm.job-version";
    public static final String FAILED_AT = "isotherm.failed-at";

    private LetterHeaders() {}
}
