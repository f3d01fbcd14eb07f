using Fanout.Log.Archive;
using Fanout.Services.Processes;
using Microsoft.Extensions.Logging;

namespace Fanout.Log.Tests;

/// <summary>A real Redis, a real PostgreSQL, and what happens to either while one is archived in the other.</summary>
public sealed class ArchiverTests : IAsyncLifetime
{
    private const uint FirstEpoch = 7;
    private const uint SecondEpoch = 8;
    private const int GapLine = 1084;
    private const int DivergedLine = 1085;

    private ArchiveSite? _site;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ArchiveSite Site => _site!;

    private IEventLog Log => Site.Log;

    public async ValueTask InitializeAsync() => _site = await ArchiveSite.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
    }

    [Fact]
    public async Task An_entry_is_archived_as_it_is_and_the_next_archiver_goes_on_where_the_archive_ends()
    {
        Hand hand = await Hand.OpenAsync(Log, epoch: FirstEpoch);
        await hand.AppendAsync(Drafts.Decision(ArchiveSite.Match, "quarantined", "feed/\0\"'; DROP TABLE"));
        await ArchiveSite.AppendAsync(hand, 2);
        RunningArchiver first = Site.StartArchiver();
        await Site.ReachesAsync(new LogPosition(FirstEpoch, 3));
        await first.StopAsync();
        await ArchiveSite.AppendAsync(hand, 2);
        Site.StartArchiver();
        await Site.ReachesAsync(new LogPosition(FirstEpoch, 5));

        await using var archive = new ArchiveReader(ArchiveConnection.Parse(Site.Postgres.Connection));
        (_, IReadOnlyList<Entry> archived) = await archive.ReadAfterAsync(0, LogPosition.Start, 10, Cancel);
        IReadOnlyList<Entry> logged = (await Log.ReadAsync(0, LogPosition.Start, 10, Cancel)).Entries;
        Assert.Equal(logged.Select(Comparable), archived.Select(Comparable));
        Assert.Equal(5, archived.Count);
    }

    [Fact]
    public async Task Trimming_never_passes_the_archive()
    {
        Hand hand = await Hand.OpenAsync(Log);
        await ArchiveSite.AppendAsync(hand, 3);
        RunningArchiver archiver = Site.StartArchiver();
        await Eventually.EqualAsync("3", Site.ArchivedMarkAsync);
        await archiver.StopAsync();
        await ArchiveSite.AppendAsync(hand, 3);

        Assert.Equal(3ul, await Site.SnapshotAndTrimAsync(hand));

        Site.StartArchiver();
        await Eventually.EqualAsync("6", Site.ArchivedMarkAsync);
        Assert.Equal(6ul, await Log.TrimAsync(0, 6, Cancel));
        Assert.Equal("1 2 3 4 5 6", await Site.SequencesAsync());
    }

    [Fact]
    public async Task While_PostgreSQL_is_away_nothing_is_lost_and_how_much_waits_is_told()
    {
        using TestMeters.Reading lag = Site.Meters.Read("fanout.archive.lag.entries");
        using TestMeters.Reading seconds = Site.Meters.Read("fanout.archive.lag");
        Hand hand = await Hand.OpenAsync(Log);
        await ArchiveSite.AppendAsync(hand, 2);
        Site.StartArchiver();
        await Eventually.EqualAsync("2", Site.ArchivedMarkAsync);
        await Eventually.EqualAsync<double?>(0, () => Task.FromResult(lag.Observe()));

        await Site.Postgres.KillAsync();
        await ArchiveSite.AppendAsync(hand, 4);
        await Eventually.EqualAsync<double?>(4, () => Task.FromResult(lag.Observe()));
        Assert.True(seconds.Observe() > 0);
        Assert.Equal(2ul, await Site.SnapshotAndTrimAsync(hand));

        await Site.Postgres.StartAgainAsync();
        await Site.ReachesAsync(hand.Position);
        Assert.Equal("1 2 3 4 5 6", await Site.SequencesAsync());
        await Eventually.EqualAsync<double?>(0, () => Task.FromResult(lag.Observe()));
    }

    [Fact]
    public async Task A_log_that_nobody_could_archive_yet_is_not_trimmed()
    {
        await Site.Postgres.KillAsync();
        Hand hand = await Hand.OpenAsync(Log);
        await ArchiveSite.AppendAsync(hand, 3);
        Site.StartArchiver();
        await Eventually.EqualAsync("0", Site.ArchivedMarkAsync);
        Assert.Equal(0ul, await Site.SnapshotAndTrimAsync(hand));
    }

    [Fact]
    public async Task What_memory_cost_is_recorded_told_and_passed_over()
    {
        using TestMeters.Reading gap = Site.Meters.Read("fanout.archive.gap");
        Hand hand = await Hand.OpenAsync(Log);
        await ArchiveSite.AppendAsync(hand, 2);
        RunningArchiver archiver = Site.StartArchiver();
        await Site.ReachesAsync(hand.Position);
        await archiver.StopAsync();
        await ArchiveSite.AppendAsync(hand, 3);
        await Site.SnapshotAndTrimAsync(hand);
        Assert.Equal(5ul, await Site.TrimShortAsync());
        await ArchiveSite.AppendAsync(hand, 2);

        Site.StartArchiver();

        await Site.ReachesAsync(hand.Position);
        Assert.Equal("1 2 6 7", await Site.SequencesAsync());
        Assert.Equal(
            [$"0|1|{hand.Epoch}|2|5"],
            await Site.QueryAsync("SELECT partition, life, after_epoch, after_sequence, through_sequence FROM fanout.gaps"));
        Assert.Equal([3.0], gap.Values);
        (LogLevel level, string text) = Assert.Single(Site.Lines.Of(GapLine));
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains($"what follows {hand.Epoch}-2 through 5", text, StringComparison.Ordinal);
        Assert.Equal("7", await Site.ArchivedMarkAsync());
    }

    [Fact]
    public async Task A_log_that_came_back_empty_is_archived_beside_what_there_was_and_both_are_read()
    {
        Hand hand = await Hand.OpenAsync(Log, epoch: FirstEpoch);
        await ArchiveSite.AppendAsync(hand, 3, "before");
        Site.StartArchiver();
        await Site.ReachesAsync(hand.Position);

        await Site.Redis.SendAsync("FLUSHALL");
        Hand next = await RestateAsync(hand, sequence: 4, matchSequence: 4);
        await ArchiveSite.AppendAsync(next, 1, "after");
        await Site.ReachesAsync(new LogPosition(SecondEpoch, 5));

        Assert.Equal("1 2 3 4 5", await Site.SequencesAsync());
        Assert.Equal(["7|1", "8|2"], await Site.QueryAsync(
            "SELECT epoch, life FROM fanout.epochs WHERE partition = 0 ORDER BY number"));
        Assert.Equal(MatchPageStatus.Gone, (await Log.ReadMatchAsync(ArchiveSite.Match, MatchPosition.Start, 10, Cancel)).Status);
        await using ArchivedLogReader reader = Site.OpenReader();
        MatchPage page = await reader.ReadMatchAsync(ArchiveSite.Match, MatchPosition.Start, 10, Cancel);
        Assert.Equal(
            [(FirstEpoch, 1u), (FirstEpoch, 2u), (FirstEpoch, 3u), (SecondEpoch, 4u), (SecondEpoch, 5u)],
            page.Entries.Select(static entry => (entry.Epoch, entry.MatchSequence)));
    }

    [Fact]
    public async Task Other_content_under_one_number_is_an_alarm_and_never_written_over()
    {
        using TestMeters.Reading conflicts = Site.Meters.Read("fanout.archive.conflicts");
        Hand hand = await Hand.OpenAsync(Log, epoch: FirstEpoch);
        await ArchiveSite.AppendAsync(hand, 3, "truth");
        RunningArchiver archiver = Site.StartArchiver();
        await Site.ReachesAsync(hand.Position);
        await archiver.StopAsync();
        // As if somebody had restored an older copy of this one table, and the log had another end.
        await Site.Postgres.QueryAsync(
            """
            UPDATE fanout.entries SET chain = decode(repeat('00', 16), 'hex'), public = 'other' WHERE partition = 0 AND sequence = 3;
            UPDATE fanout.partitions SET sequence = 2,
                chain = (SELECT chain FROM fanout.entries WHERE partition = 0 AND sequence = 2) WHERE partition = 0
            """);

        Site.StartArchiver();

        await Eventually.EqualAsync(1, () => Task.FromResult(Site.Lines.Of(DivergedLine).Count));
        Assert.Equal(LogLevel.Error, Site.Lines.Of(DivergedLine)[0].Level);
        Assert.NotEmpty(conflicts.Values);
        Assert.Equal(["other"], await Site.QueryAsync(
            "SELECT convert_from(public, 'UTF8') FROM fanout.entries WHERE partition = 0 AND sequence = 3"));
        Assert.Equal(["2"], await Site.QueryAsync("SELECT sequence FROM fanout.partitions WHERE partition = 0"));
    }

    [Fact]
    public async Task Archivers_share_the_partitions_and_take_over_from_one_that_stops()
    {
        Hand hand = await Hand.OpenAsync(Log);
        await ArchiveSite.AppendAsync(hand, 1);
        RunningArchiver one = Site.StartArchiver();
        await Eventually.EqualAsync("4", () => HoldersAsync("max"));
        Site.StartArchiver();
        await Eventually.EqualAsync("2", () => HoldersAsync("max"));
        await Eventually.EqualAsync("2", () => HoldersAsync("min"));

        await one.StopAsync();
        await ArchiveSite.AppendAsync(hand, 1);

        await Site.ReachesAsync(hand.Position);
        await Eventually.EqualAsync("4", () => HoldersAsync("max"));
    }

    [Fact]
    public async Task An_archive_of_a_log_with_another_number_of_partitions_is_left_alone()
    {
        Site.StartArchiver();
        await Eventually.EqualAsync("4", () => HoldersAsync("max"));
        await Site.Postgres.QueryAsync("UPDATE fanout.log SET partition_count = 16");
        Site.StartArchiver();
        await Eventually.EqualAsync(1, () => Task.FromResult(Math.Min(1, Site.Lines.Of(1082).Count)));
        Assert.Contains("a log with 16 partitions, the log has 4", Site.Lines.Of(1082)[0].Text, StringComparison.Ordinal);
    }

    /// <summary>What a writer does that has its matches in memory, and finds a store without anything.</summary>
    private async Task<Hand> RestateAsync(Hand before, ulong sequence, uint matchSequence)
    {
        Hand hand = await Hand.TakeAsync(Log, holder: 2);
        hand.Epoch = SecondEpoch;
        hand.Sequence = sequence - 1;
        Entry opening = hand.Chained(before.Number(
            Drafts.Change(ArchiveSite.Match, "whole") with { Kind = EntryKind.Opening }) with
        {
            Epoch = SecondEpoch,
            Sequence = sequence,
            MatchSequence = matchSequence,
        });
        Assert.Equal(AppendOutcome.Appended, (await hand.TryAsync(opening, reopening: true)).Outcome);
        hand.Advance(opening);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(SecondEpoch));
        return hand;
    }

    /// <summary>Most or fewest partitions that any archiver holds.</summary>
    private async Task<string?> HoldersAsync(string function)
    {
        string[] rows = await Site.QueryAsync(
            $"SELECT {function}(held) FROM (SELECT count(*) FILTER (WHERE classid = {ArchiveSchema.PartitionLock}) AS held "
            + "FROM pg_locks WHERE locktype = 'advisory' GROUP BY pid) AS holders");
        return rows.FirstOrDefault();
    }

    private static object Comparable(Entry entry) => (
        entry with { Public = default, Writer = default },
        Convert.ToHexString(entry.Public.Span), Convert.ToHexString(entry.Writer.Span));
}
