using Fanout.Cli.Terminal;

namespace Fanout.Cli.Tests.Terminal;

public sealed class OutputTests
{
    [Fact]
    public void Who_no_longer_reads_ends_a_command_and_a_full_disk_fails_it()
    {
        Assert.Equal(ExitCode.Done, Output.CodeOf(new IOException("Broken pipe", 32)));
        Assert.Equal(ExitCode.Done, Output.CodeOf(new UnauthorizedAccessException("Access to the path is denied.")));
        Assert.Equal(ExitCode.NotPossible, Output.CodeOf(new IOException("No space left on device", 28)));
    }
}
