using Fanout.Services.Processes;

namespace Fanout.Services.RabbitMq;

/// <summary>The RabbitMQ of the machine.</summary>
public static class RabbitProgram
{
    /// <summary>
    /// Debian's own script on <c>PATH</c> changes to a user of its own; this one starts the server as whoever asks.
    /// </summary>
    internal static string? Server { get; } =
        new[] { "/usr/lib/rabbitmq/bin/rabbitmq-server" }.FirstOrDefault(File.Exists);

    /// <summary>Erlang's register of nodes.</summary>
    internal const string Epmd = "epmd";

    /// <summary>Why no RabbitMQ can be started here, or <see langword="null"/> where it can.</summary>
    public static string? Absence { get; } = FindLack();

    /// <summary>Skips the test where there is no RabbitMQ; on CI, where there must be one, it fails.</summary>
    public static void Require()
    {
        if (Absence is null)
            return;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(Absence);
        Assert.Skip(Absence);
    }

    private static string? FindLack()
    {
        if (!OperatingSystem.IsLinux())
            return "tests start RabbitMQ on Linux only";
        if (Server is null || MachineProgram.Find(Epmd) is null)
            return "rabbitmq-server is not installed (./build.sh setup)";
        return LifeLine.IsAvailable ? null : "setpriv of util-linux is missing: a RabbitMQ could outlive its test";
    }
}
