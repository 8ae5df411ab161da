package io.isotherm.cli.error;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;

/**
 * Why a request failed, in words. Some exceptions say it by their class alone, and clients wrap them without repeating
 * it.
 */
public final class Cause {
    private Cause() {}

    /** Of the first exception whose class says it, else of the innermost one; never null. */
    public static String of(Throwable thrown) {
        Throwable last = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String words = ofClass(cause);
            if (words != null) {
                return words;
            }
            last = cause;
        }
        String message = last.getMessage();
        return message == null || message.isBlank() ? last.getClass().getSimpleName() : message;
    }

    private static String ofClass(Throwable cause) {
        if (cause instanceof HttpTimeoutException
                || cause instanceof SocketTimeoutException
                || cause instanceof TimeoutException) {
            return "no answer in time";
        }
        if (cause instanceof ConnectException) {
            return "connection refused";
        }
        if (cause instanceof NoSuchFileException) {
            return "there is no " + cause.getMessage();
        }
        if (cause instanceof AccessDeniedException) {
            return "no permission for " + cause.getMessage();
        }
        if (cause instanceof UnknownHostException) {
            return "unknown host " + cause.getMessage();
        }
        return cause instanceof ClosedChannelException || cause instanceof EOFException
                ? "the connection was closed"
                : null;
    }
}
