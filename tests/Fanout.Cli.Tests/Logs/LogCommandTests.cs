using System.Text.Json.Nodes;
using Fanout.Cli.Logs;
using Fanout.Log;
using Fanout.Log.Sqlite;

namespace Fanout.Cli.Tests.Logs;

public sealed class LogCommandTests : IDisposable
{
    private readonly StringWriter _results = new();
    private readonly StringWriter _notes = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string[] Lines => _results.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public void Dispose()
    {
        _results.Dispose();
        _notes.Dispose();
    }

    [Fact]
    public async Task A_sound_log_is_summed_up_and_ends_well()
    {
        using var log = await MadeLog.CreateAsync();
        Assert.Equal(ExitCode.Done, await VerifyAsync(log));
        Assert.Equal(
            [
                "partition 0: 2 entries, 1 match, 1 epoch, 0 snapshots, 2026-11-22 18:00:01Z to 2026-11-22 18:00:02Z",
                "1 partition, 2 entries: nothing is wrong",
            ],
            Lines);
        Assert.Empty(_notes.ToString());
    }

    [Fact]
    public async Task A_finding_has_a_line_with_its_place_and_a_code_of_its_own()
    {
        using var log = await MadeLog.CreateAsync(static entry =>
            entry.Sequence == 2 ? entry with { PublishedMs = 5 } : entry);
        Assert.Equal(ExitCode.Conflict, await VerifyAsync(log));
        Assert.Equal(
            "partition 0 at 7-2 match m1: time: expected published at 1795370401000 or later, found 5", Lines[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(99_999_999)]
    public async Task Another_number_of_partitions_is_said_and_the_log_is_read_all_the_same(long count)
    {
        using var log = await MadeLog.CreateAsync();
        log.SayPartitionCount(count);
        Assert.Equal(ExitCode.Conflict, await VerifyAsync(log));
        Assert.Equal(
            $"partition 0 at 0-0: partitions: expected a partition_count of 1, as many as the tables have, found {count}", Lines[0]);
        Assert.Equal("1 partition, 2 entries: 1 finding", Lines[^1]);
    }

    [Fact]
    public async Task For_programs_every_line_is_one_JSON_value()
    {
        using var log = await MadeLog.CreateAsync(static entry =>
            entry.Sequence == 2 ? entry with { Key = "another" } : entry);

        Assert.Equal(ExitCode.Conflict, await VerifyAsync(log, json: true));

        var values = Lines.Select(static line => JsonNode.Parse(line)!.AsObject().Single()).ToList();
        Assert.Equal(["finding", "partition", "log"], values.Select(static value => value.Key));
        Assert.Equal("CHAIN", (string?)values[0].Value!["kind"]);
        Assert.Equal("7-2", (string?)values[0].Value!["position"]);
        Assert.Equal("m1", (string?)values[0].Value!["match"]);
        Assert.Equal(2, (int)values[1].Value!["entries"]!);
        Assert.Equal(1, (int)values[2].Value!["findings"]!);
    }

    [Fact]
    public async Task Progress_is_shown_where_somebody_looks()
    {
        using var log = await MadeLog.CreateAsync();
        await Verification.RunAsync(
            LogPlace.Folder(log.Folder), json: false, new CommandOutput(_results, _notes, isTerminal: true), Cancel);
        Assert.Contains("partition 0: 100 %", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migrated_log_is_the_same_and_its_source_is_left()
    {
        using var log = await MadeLog.CreateAsync();
        var runBefore = await RunOfAsync(log.Folder);

        Assert.Equal(ExitCode.Done, await MigrateAsync(log));

        await using var source = SqliteLogReader.Open(log.Folder, TimeProvider.System);
        await using var copy = SqliteLogReader.Open(log.Empty, TimeProvider.System);
        Assert.Equal((false, true), (await IsSealedAsync(source), await IsSealedAsync(copy)));
        Assert.NotEqual(runBefore, await RunOfAsync(log.Folder));
        var page = await copy.ReadMatchAsync("m1", new MatchPosition(7, 1), 10, Cancel);
        Assert.Equal([2u], page.Entries.Select(static entry => entry.MatchSequence));
    }

    [Fact]
    public async Task A_damaged_log_is_not_migrated()
    {
        using var log = await MadeLog.CreateAsync(static entry => entry with { Key = $"x{entry.Sequence}" });
        Assert.Equal(ExitCode.Conflict, await MigrateAsync(log));
        Assert.Throws<FileNotFoundException>(() => SqliteLogReader.Open(log.Empty, TimeProvider.System));
        await using var source = SqliteLogReader.Open(log.Folder, TimeProvider.System);
        Assert.True(await IsSealedAsync(source));
    }

    [Fact]
    public async Task A_target_that_has_a_log_is_refused()
    {
        using var log = await MadeLog.CreateAsync();
        using var other = await MadeLog.CreateAsync();
        Assert.Equal(
            ExitCode.NotPossible,
            await RunAsync("log", "migrate", "--from", log.Folder, "--to", other.Folder));
    }

    [Fact]
    public async Task A_source_in_use_is_refused()
    {
        using var log = await MadeLog.CreateAsync();
        await using var server = SqliteLogReader.OpenAlone(log.Folder, TimeProvider.System);
        Assert.Equal(
            ExitCode.NotPossible, await RunAsync("log", "migrate", "--from", log.Folder, "--to", log.Empty));
    }

    [Fact]
    public async Task A_folder_without_a_log_is_not_found()
    {
        using var log = await MadeLog.CreateAsync();
        Directory.CreateDirectory(log.Empty);
        Assert.Equal(ExitCode.NotFound, await RunAsync("log", "verify", "--data", log.Empty));
    }

    [Fact]
    public async Task A_file_that_is_no_log_is_away()
    {
        using var log = await MadeLog.CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(log.Folder, "fanout.db"), new string('x', 8192), Cancel);
        Assert.Equal(ExitCode.ServerAway, await RunAsync("log", "verify", "--data", log.Folder));
    }

    [Theory]
    [InlineData("log verify")]
    [InlineData("log verify --data a --redis b")]
    [InlineData("log verify --redis password=x")]
    [InlineData("log verify --redis host,nonsense=x")]
    [InlineData("log verify --data a --postgres Host=b")]
    [InlineData("log verify --postgres Database=x")]
    [InlineData("log migrate --from a")]
    [InlineData("log migrate --from a --from-redis b --to c")]
    public void A_place_that_is_left_out_named_twice_or_none_is_a_wrong_use(string line) =>
        Assert.NotEmpty(CommandLine.Create().Parse(line.Split(' ')).Errors);

    [Fact]
    public void A_password_in_a_connection_string_is_not_shown() =>
        Assert.Equal("Redis r1:6379,r2", LogPlace.Redis("r1:6379, password=secret,r2,ssl=true").Name);

    private static Task<int> RunAsync(params string[] line) =>
        CommandLine.Create().Parse(line).InvokeAsync(cancellationToken: Cancel);

    private Task<int> VerifyAsync(MadeLog log, bool json = false) =>
        Verification.RunAsync(LogPlace.Folder(log.Folder), json, Output, Cancel);

    private Task<int> MigrateAsync(MadeLog log) =>
        Migration.RunAsync(LogPlace.Folder(log.Folder), LogPlace.Folder(log.Empty), json: false, Output, Cancel);

    private CommandOutput Output => new(_results, _notes, isTerminal: false);

    private static async Task<string> RunOfAsync(string folder)
    {
        await using var log = SqliteLogReader.Open(folder, TimeProvider.System);
        return (await log.ReadAsync(0, LogPosition.Start, 0, Cancel)).Head.RunId;
    }

    private static async Task<bool> IsSealedAsync(SqliteLogReader log) =>
        (await log.ReadAsync(0, LogPosition.Start, 0, Cancel)).Head.Sealed;
}
