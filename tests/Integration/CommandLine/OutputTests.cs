using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.CommandLine;

/// <summary>What a shell makes of standard output, the command line gets on with.</summary>
public sealed class OutputTests
{
    [Fact]
    public async Task Commands_that_share_a_file_write_one_behind_the_other()
    {
        var file = Path.GetTempFileName();
        try
        {
            await FinishedProcess.RunShellAsync($"{{ echo first; $fanout --help; echo last; }} > {file}");
            var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            Assert.Equal(("first", "last"), (lines[0], lines[^1]));
            Assert.Contains("Usage:", lines);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_full_disk_fails_a_command_in_a_line_and_a_closed_output_does_not()
    {
        var full = await FinishedProcess.RunShellAsync("$fanout --help > /dev/full");
        Assert.Equal(6, full.ExitCode);
        Assert.StartsWith("standard output: ", full.Error, StringComparison.Ordinal);
        Assert.Single(full.Error.TrimEnd().Split('\n'));
        Assert.Equal(0, (await FinishedProcess.RunShellAsync("$fanout --help >&-")).ExitCode);
    }

    [Fact]
    public async Task A_watch_ends_with_who_reads_it()
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync(TestFeed.Fixture("m1"));
        var watch = FinishedProcess.RunShellAsync($"$fanout match watch m1 --server {server.Address} | head -1");
        for (var minute = 0; !watch.IsCompleted; minute++)
        {
            await feed.AcceptedAsync(
                $$$"""{"id":"s{{{minute}}}","match":"m1","at":"2026-11-22T18:00:00.{{{minute:D3}}}Z","score":{"home":{{{minute}}},"away":0}}""");
            await Task.WhenAny(watch, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken));
        }
        Assert.Single((await watch).Output.TrimEnd().Split('\n'));
    }
}
