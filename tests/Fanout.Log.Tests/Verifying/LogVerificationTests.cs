using Fanout.Log.InMemory;
using Fanout.Log.Sqlite;
using Fanout.Protocol.Messages;
using Fanout.Server.Tests.Following;
using Google.Protobuf;

namespace Fanout.Log.Tests;

/// <summary>What a verification says of logs that are not damaged, and of those whose writer was wrong.</summary>
public sealed class LogVerificationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_is_verified_beside_the_server_that_writes_to_it()
    {
        using WrittenLog written = await WrittenLog.CreateAsync();
        var time = new FastTime();
        await using SqliteEventLog log = written.Open(time);
        await using SourceWriter writer = await WrittenLog.OpenWriterAsync(log, time);
        await written.PublishAsync(writer, 4);

        ReportedFindings report = await written.VerifyAsync();
        await written.PublishAsync(writer, 2);

        Assert.Empty(report.Findings);
        Assert.Equal(18, report.Partitions[0].EntryCount);
        Assert.Empty((await ReportedFindings.OfAsync(log)).Findings);
    }

    [Fact]
    public async Task Reading_leaves_the_file_as_it_was()
    {
        using WrittenLog written = await WrittenLog.CreateAsync();
        string path = Path.Combine(written.Folder, "fanout.db");
        byte[] before = await File.ReadAllBytesAsync(path, Cancel);
        await written.VerifyAsync();
        Assert.Equal(before, await File.ReadAllBytesAsync(path, Cancel));
    }

    [Fact]
    public async Task A_trimmed_log_is_verified_from_its_oldest_snapshot_on()
    {
        var time = new FastTime();
        await using var log = new InMemoryEventLog(1, time);
        await using SourceWriter writer = await WrittenLog.OpenWriterAsync(log, time);
        await PublishAsync(writer, 5);
        Assert.Equal(SnapshotOutcome.Saved, await writer.SaveSnapshotAsync());
        await PublishAsync(writer, 3);
        Assert.Equal(SnapshotOutcome.Saved, await writer.SaveSnapshotAsync());
        Assert.Equal(5ul, await log.TrimAsync(0, 5, Cancel));

        ReportedFindings report = await ReportedFindings.OfAsync(log, time);

        Assert.Empty(report.Findings);
        PartitionSummary partition = Assert.Single(report.Partitions);
        Assert.Equal((3L, 1, 5ul), (partition.EntryCount, partition.SnapshotCount, partition.Begin.Sequence));
    }

    [Fact]
    public async Task A_log_that_is_trimmed_while_it_is_read_is_read_on_from_a_snapshot()
    {
        var time = new FastTime();
        await using var log = new InMemoryEventLog(1, time);
        await using SourceWriter writer = await WrittenLog.OpenWriterAsync(log, time);
        await PublishAsync(writer, 600); // more than a page
        Assert.Equal(SnapshotOutcome.Saved, await writer.SaveSnapshotAsync());
        await PublishAsync(writer, 10);

        ReportedFindings report = await ReportedFindings.OfAsync(
            log, time, () => log.TrimAsync(0, 600, Cancel).AsTask().Wait(Cancel));

        Assert.Empty(report.Findings);
        PartitionSummary partition = Assert.Single(report.Partitions);
        Assert.Equal((510L, 600ul, 610ul), (partition.EntryCount, partition.Begin.Sequence, partition.Head.Sequence));
    }

    /// <summary>Its numbers go on upward from those that are lost.</summary>
    [Fact]
    public async Task A_log_that_lost_everything_and_begins_with_its_writers_memory_is_sound()
    {
        var time = new FastTime();
        await using var store = new InMemoryEventLog(1, time);
        var log = new ScriptedLog(store);
        await using SourceWriter writer = await WrittenLog.OpenWriterAsync(log, time);
        await PublishAsync(writer, 5);
        await using InMemoryEventLog empty = new InMemoryEventLog(1, time, "flushed").Fork("run-2");

        log.SwitchTo(empty);
        while ((await empty.ReadAsync(0, LogPosition.Start, 0, Cancel)).Head.Position.Sequence == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, Cancel); // it notices by its lease
        await PublishAsync(writer, 2);

        LogPage page = await empty.ReadAsync(0, LogPosition.Start, 10, Cancel);
        Assert.True(page.Entries[0].Sequence > 5);
        Assert.Empty((await ReportedFindings.OfAsync(empty)).Findings);
    }

    [Fact]
    public async Task An_epoch_that_began_without_openings_is_sound()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        Hand hand = await Hand.OpenAsync(log, epoch: 7);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(8));
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(9));
        await hand.AppendAsync(Change("m1", Goal(1), Match.Empty.Apply(Goal(1))));
        Assert.Empty((await ReportedFindings.OfAsync(log)).Findings);
    }

    [Fact]
    public async Task A_writer_that_states_a_wrong_hash_is_found_once_however_much_follows()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        Hand hand = await Hand.OpenAsync(log);
        Match wrong = Match.Empty.Apply(Goal(9));
        await hand.AppendAsync(Change("m1", Goal(1), wrong));
        await hand.AppendAsync(Change("m1", Goal(2), Match.Empty.Apply(Goal(2))));
        await hand.AppendAsync(Change("m1", Goal(3), wrong));
        await hand.AppendAsync(Change("m1", Goal(4), wrong));

        ReportedFindings report = await ReportedFindings.OfAsync(log);

        Assert.Equal([(FindingKind.State, 1ul, "m1"), (FindingKind.State, 3ul, "m1")], report.Places);
    }

    [Fact]
    public async Task An_opening_that_holds_no_whole_state_is_found()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        Hand hand = await Hand.OpenAsync(log);
        await hand.AppendAsync(Change("m1", Goal(1), Match.Empty.Apply(Goal(1))) with { Kind = EntryKind.Opening });
        Assert.Equal([(FindingKind.Epoch, 1ul, "m1")], (await ReportedFindings.OfAsync(log)).Places);
    }

    [Fact]
    public async Task A_change_after_a_match_retired_is_found()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        Hand hand = await Hand.OpenAsync(log);
        EntryDraft goal = Change("m1", Goal(1), Match.Empty.Apply(Goal(1)));
        await hand.AppendAsync(goal);
        await hand.AppendAsync(Drafts.Decision("m1", "") with { Life = MatchLife.Retires });
        await hand.AppendAsync(goal with { Key = "again" });
        Assert.Equal([(FindingKind.State, 3ul, "m1")], (await ReportedFindings.OfAsync(log)).Places);
    }

    /// <summary>Bytes that mean something else are as dangerous as bytes that mean nothing.</summary>
    [Fact]
    public async Task Every_bit_that_is_flipped_in_an_entry_is_found()
    {
        using WrittenLog written = await WrittenLog.CreateAsync();
        IReadOnlyList<Entry> entries = await written.EntriesAsync();
        for (int index = 0; index < entries[4].Public.Length * 8; index++)
        {
            byte[] part = entries[4].Public.ToArray();
            part[index / 8] ^= (byte)(1 << (index % 8));
            await using InMemoryEventLog log = await ImportAsync([.. entries.Select(
                entry => entry.Sequence == 5 ? entry with { Public = part } : entry)]);
            Assert.Contains((FindingKind.Chain, 5ul, WrittenLog.First), (await ReportedFindings.OfAsync(log)).Places);
        }
    }

    [Fact]
    public void A_folder_without_a_log_is_not_found()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<FileNotFoundException>(() => SqliteLogReader.Open(folder.Path, TimeProvider.System));
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public async Task A_file_of_an_older_version_is_refused_because_it_would_have_to_be_written()
    {
        using WrittenLog written = await WrittenLog.CreateAsync();
        await written.ExecuteAsync("PRAGMA user_version = 1");
        var failure = Assert.Throws<LogStorageException>(
            () => SqliteLogReader.Open(written.Folder, TimeProvider.System));
        Assert.Contains("schema version 1", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<InMemoryEventLog> ImportAsync(IReadOnlyList<Entry> entries)
    {
        await using var import = new InMemoryLogImport(WrittenLog.PartitionCount, TimeProvider.System);
        await import.WriteAsync(0, entries, Cancel);
        var head = new PartitionHead(entries[^1].Position, entries[^1].Chain, entries[^1].PublishedMs, "", true, 0);
        var epochs = entries.DistinctBy(entry => entry.Epoch).Select(entry => new EpochStart(entry.Epoch, entry.Continues));
        await import.EndAsync(0, head, [.. epochs], Cancel);
        await import.CompleteAsync(Cancel);
        return import.Log;
    }

    private static async Task PublishAsync(SourceWriter writer, int count)
    {
        for (int goals = 1; goals <= count; goals++)
            await writer.PublishAsync("m1", Goal(goals + 100));
    }

    private static MatchDelta Goal(int home) => new() { Id = "m1", Score = new ScoreChange { Home = home } };

    private static EntryDraft Change(string matchId, MatchDelta delta, Match after) => Drafts.Change(matchId, "") with
    {
        Public = new LoggedChange { Delta = delta, StateHash = after.Hash }.ToByteArray(),
    };
}
