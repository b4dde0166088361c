package io.notifyflow.client;

import java.math.BigDecimal;
import java.util.LinkedHashMap;

/** An event's fields by their names, in the order in which destinations show them. */
public class Fields extends LinkedHashMap<String, FieldValue> {

    private static final long serialVersionUID = 1L;

    public Fields with(String name, String text) {
        return with(name, new FieldValue.Text(text));
    }

    public Fields with(String name, BigDecimal number) {
        return with(name, new FieldValue.Numeric(number));
    }

    public Fields with(String name, long number) {
        return with(name, BigDecimal.valueOf(number));
    }

    public Fields with(String name, boolean flag) {
        return with(name, new FieldValue.Flag(flag));
    }

    private Fields with(String name, FieldValue value) {
        put(name, value);
        return this;
    }
}
