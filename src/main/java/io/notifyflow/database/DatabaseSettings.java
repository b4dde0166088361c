package io.notifyflow.database;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the hub keeps its files.
 *
 * @param dataDir the folder that holds everything the hub writes, among it the embedded database
 */
@ConfigurationProperties("notifyflow")
public record DatabaseSettings(@DefaultValue("./data") Path dataDir) {}
