using Fanout.Log.Archive;
using Fanout.Log.InMemory;
using Fanout.Services.Postgres;
using Fanout.Services.Processes;

namespace Fanout.Log.Tests;

/// <summary>Failovers that lose the end of a log which was archived already: the log is the truth, and nothing is deleted.</summary>
public sealed class ArchiveTurnTests : IAsyncLifetime
{
    private const uint FirstEpoch = 7;
    private const uint SecondEpoch = 8;
    private const uint ThirdEpoch = 9;

    private readonly TestMeters _meters = new();
    private readonly InMemoryEventLog _primary = new(ArchiveSite.PartitionCount, TimeProvider.System);
    private PostgresServer? _postgres;
    private RunningArchiver? _archiver;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PostgresServer Postgres => _postgres!;

    public async ValueTask InitializeAsync() => _postgres = await PostgresServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_archiver is not null)
            await _archiver.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _meters.Dispose();
    }

    [Fact]
    public async Task A_tail_that_the_next_epoch_does_not_continue_is_void_and_kept()
    {
        Hand hand = await Hand.OpenAsync(_primary, epoch: FirstEpoch);
        await ArchiveSite.AppendAsync(hand, 3);
        InMemoryEventLog replica = _primary.Fork("run-2");
        await ArchiveSite.AppendAsync(hand, 2, "lost");
        SwitchedLog log = Archive();
        await ReachesAsync(hand.Position);

        log.Fail(replica);
        await BeginAsync(replica, SecondEpoch, sequence: 6, matchSequence: 6);

        await ReachesAsync(new LogPosition(SecondEpoch, 6));
        Assert.Equal(
            ["7-1", "7-2", "7-3", "7-4 void", "7-5 void", "8-6"], await HistoryAsync());
        await using var reader = new ArchiveReader(ArchiveConnection.Parse(Postgres.Connection));
        MatchPage page = await reader.ReadMatchAsync(0, ArchiveSite.Match, MatchPosition.Start, 10, Cancel);
        Assert.Equal([1u, 2, 3, 6], page.Entries.Select(static entry => entry.MatchSequence));
        MatchPage lost = await reader.ReadMatchAsync(0, ArchiveSite.Match, new MatchPosition(FirstEpoch, 5), 10, Cancel);
        Assert.Equal((MatchPageStatus.Void, new MatchPosition(FirstEpoch, 3)), (lost.Status, lost.Continues));
    }

    [Fact]
    public async Task A_copy_that_never_heard_of_the_last_epoch_continues_the_one_before()
    {
        Hand hand = await Hand.OpenAsync(_primary, epoch: FirstEpoch);
        await ArchiveSite.AppendAsync(hand, 3);
        InMemoryEventLog replica = _primary.Fork("run-2");
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(SecondEpoch));
        await hand.AppendAsync(Drafts.Change(ArchiveSite.Match, "lost") with { Kind = EntryKind.Opening });
        SwitchedLog log = Archive();
        await ReachesAsync(hand.Position);

        log.Fail(replica);
        await BeginAsync(replica, ThirdEpoch, sequence: 9, matchSequence: 9);

        await ReachesAsync(new LogPosition(ThirdEpoch, 9));
        Assert.Equal(["7-1", "7-2", "7-3", "8-4 void", "9-9"], await HistoryAsync());
        Assert.Equal(["1"], await Postgres.QueryAsync("SELECT life FROM fanout.partitions WHERE partition = 0"));
        var report = new ReportedFindings();
        await using LogArchive archive = await LogArchive.OpenAsync(Postgres.Connection, password: null, Cancel);
        Assert.Equal(0, await archive.VerifyAsync(report, replica, Cancel));
    }

    [Fact]
    public async Task Verifying_names_what_was_changed_and_what_is_missing()
    {
        Hand hand = await Hand.OpenAsync(_primary, epoch: FirstEpoch);
        await ArchiveSite.AppendAsync(hand, 5);
        Archive();
        await ReachesAsync(hand.Position);
        await _archiver!.StopAsync();
        await Postgres.QueryAsync(
            "UPDATE fanout.entries SET public = 'x' WHERE sequence = 2; DELETE FROM fanout.entries WHERE sequence = 4");

        var report = new ReportedFindings();
        await using LogArchive archive = await LogArchive.OpenAsync(Postgres.Connection, password: null, Cancel);
        await archive.VerifyAsync(report, _primary, Cancel);

        Assert.Equal(
            [(FindingKind.Chain, 2ul), (FindingKind.Sequence, 5), (FindingKind.Chain, 2), (FindingKind.Sequence, 4)],
            report.Findings.Select(static finding => (finding.Kind, finding.Position.Sequence)));
    }

    /// <summary>What a writer does that finds an older end than the one before had.</summary>
    private static async Task BeginAsync(InMemoryEventLog log, uint epoch, ulong sequence, uint matchSequence)
    {
        Hand hand = await Hand.TakeAsync(log); // the same holder: its lease was copied
        LogPosition head = hand.Position;
        Entry opening = hand.Chained(
            hand.Number(Drafts.Change(ArchiveSite.Match, "whole") with { Kind = EntryKind.Opening }, head) with
            {
                Epoch = epoch,
                Sequence = sequence,
                MatchSequence = matchSequence,
            });
        Assert.Equal(AppendOutcome.Appended, (await hand.TryAsync(opening, reopening: true)).Outcome);
        hand.Advance(opening);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(epoch));
    }

    private SwitchedLog Archive()
    {
        var log = new SwitchedLog(_primary);
        _archiver = new RunningArchiver(new Archiver(
            log, ArchiveConnection.Parse(Postgres.Connection), new ArchiveMetrics(_meters, TimeProvider.System),
            TimeProvider.System, new RecordedLines()));
        return log;
    }

    private Task<string[]> HistoryAsync() => Postgres.QueryAsync(
        "SELECT epoch || '-' || sequence || CASE WHEN void THEN ' void' ELSE '' END FROM fanout.history "
        + "WHERE partition = 0 ORDER BY epoch_number, sequence");

    private Task ReachesAsync(LogPosition position) => Eventually.EqualAsync($"{position}", async () =>
    {
        string[] there = await Postgres.QueryAsync("SELECT to_regclass('fanout.partitions') IS NOT NULL");
        if (there is not ["t"])
            return "no tables";
        string[] rows = await Postgres.QueryAsync(
            "SELECT epoch || '-' || sequence FROM fanout.partitions WHERE partition = 0");
        return rows.FirstOrDefault() ?? "nothing";
    });

    /// <summary>A log whose primary may be replaced.</summary>
    private sealed class SwitchedLog(IEventLog inner) : LogDecorator(inner)
    {
        public void Fail(IEventLog to) => Inner = to;
    }
}
