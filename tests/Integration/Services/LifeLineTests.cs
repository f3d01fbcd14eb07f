using System.Diagnostics;
using System.Globalization;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.Services;

/// <summary>A test host that is killed in the middle of a test, which is where cleaning up does not happen.</summary>
public sealed class LifeLineTests
{
    private const string Told = "FANOUT_TEST_PROCESS_ID_FILE"; // where the host that is killed says what it started

    [Fact]
    public async Task A_service_dies_with_the_test_host_that_was_killed()
    {
        RedisProgram.Require();
        var folder = Directory.CreateTempSubdirectory("fanout-life-line-");
        var file = Path.Combine(folder.FullName, "id");
        using var host = Process.Start(HostStart(file))!;
        await Eventually.TrueAsync("the host has started a service", () => Task.FromResult(File.Exists(file)));
        var id = int.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        Assert.Contains(RedisProgram.Name, CommandLineOf(id), StringComparison.Ordinal);

        host.Kill();

        await Eventually.EqualAsync("", () => Task.FromResult(CommandLineOf(id)));
        folder.Delete(recursive: true);
    }

    /// <summary>What the host does until it is killed; no test by itself.</summary>
    [Fact(Explicit = true)]
    public async Task Starts_a_service_and_waits()
    {
        await using var redis = await RedisServer.StartAsync();
        var file = Environment.GetEnvironmentVariable(Told)!;
        await File.WriteAllTextAsync($"{file}.next", $"{redis.ProcessId}", TestContext.Current.CancellationToken);
        File.Move($"{file}.next", file);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static ProcessStartInfo HostStart(string file) =>
        new("dotnet",
        [
            typeof(LifeLineTests).Assembly.Location, "-explicit", "only", "-method",
            $"{typeof(LifeLineTests).FullName}.{nameof(Starts_a_service_and_waits)}",
        ])
        {
            Environment = { [Told] = file },
            RedirectStandardOutput = true,
        };

    /// <summary>Empty for a process that is gone, or dead and not yet waited for.</summary>
    private static string CommandLineOf(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
