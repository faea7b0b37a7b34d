package org.aliquot.server.cli;

import org.aliquot.server.version.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"aliquot " + Version.current()};
    }
}
