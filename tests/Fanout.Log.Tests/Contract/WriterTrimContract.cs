using System.Text;

namespace Fanout.Log.Tests;

/// <summary>What a writer leaves behind its snapshots, whatever the log.</summary>
public abstract class WriterTrimContract(LogHarness harness) : LogContract(harness)
{
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Of_many_snapshots_the_newest_two_stay_and_one_that_is_old_enough_to_start_from()
    {
        await using PartitionWriter writer = await OpenAsync();
        for (int saved = 1; saved <= 10; saved++)
            await SaveAsync(writer, $"state {saved}");

        List<ulong> left = await SnapshotsAsync();

        // Two minutes apart, and one of at least five minutes has to be there: the newest, and three before it.
        Assert.Equal([10ul, 9, 8, 7], left);
        PartitionSnapshot? oldest = await Log.ReadSnapshotAsync(0, new SnapshotLimit(SequenceMax: 7), Cancel);
        Assert.Equal("state 7", Encoding.UTF8.GetString(Assert.Single(oldest!.Matches).Public.Span));
    }

    [Fact]
    public async Task Snapshots_that_come_quickly_leave_the_one_to_start_from()
    {
        await using PartitionWriter writer = await OpenAsync();
        await SaveAsync(writer, "first");
        await Harness.PassAsync(TimeSpan.FromHours(1));
        for (int saved = 0; saved < 5; saved++)
            await SaveAsync(writer, $"{saved}", TimeSpan.FromSeconds(1));

        Assert.Equal([6ul, 5, 4, 3, 2, 1], await SnapshotsAsync());
    }

    [Fact]
    public async Task What_an_earlier_writer_saved_goes_too_and_a_log_that_is_its_own_archive_keeps_every_entry()
    {
        await using (PartitionWriter earlier = await OpenAsync())
        {
            for (int saved = 1; saved <= 3; saved++)
                await SaveAsync(earlier, $"state {saved}");
        }
        await using PartitionWriter writer = await OpenAsync(holder: 2);
        for (int saved = 4; saved <= 8; saved++)
            await SaveAsync(writer, $"state {saved}");

        Assert.Equal([8ul, 7, 6, 5], await SnapshotsAsync());
        LogPage page = await Log.ReadAsync(0, LogPosition.Start, 100, Cancel);
        LogPage kept = await Log.ReadAsync(0, new LogPosition(writer.Epoch, page.Head.TrimmedThrough), 100, Cancel);
        Assert.InRange(page.Head.TrimmedThrough, 0ul, 5ul);
        Assert.Equal(8 - (int)page.Head.TrimmedThrough, kept.Entries.Count);
    }

    private async Task<PartitionWriter> OpenAsync(ulong holder = 1)
    {
        var options = new PartitionWriterOptions { Holder = new HolderId(holder) };
        WriterOpening opening = await PartitionWriter.OpenAsync(
            Log, 0, new TestOwner(), options, TimeProvider.System, Cancel);
        return opening.Writer ?? throw new InvalidOperationException($"not opened: {opening.End}");
    }

    private async Task SaveAsync(PartitionWriter writer, string state, TimeSpan? apart = null)
    {
        await Harness.PassAsync(apart ?? Apart);
        string match = MatchIn(0);
        Assert.Equal(AppendResultKind.Appended, (await writer.AppendAsync(Drafts.Change(match, state))).Kind);
        var snapshot = new MatchSnapshot(match, writer.PositionOf(match), Encoding.UTF8.GetBytes(state), default);
        Assert.Equal(SnapshotOutcome.Saved, await writer.SaveSnapshotAsync([snapshot], Cancel));
    }

    private async Task<List<ulong>> SnapshotsAsync()
    {
        var found = new List<ulong>();
        var limit = default(SnapshotLimit);
        while (await Log.ReadSnapshotAsync(0, limit, Cancel) is { } snapshot)
        {
            found.Add(snapshot.Position.Sequence);
            limit = new SnapshotLimit(SequenceMax: snapshot.Position.Sequence - 1);
        }
        return found;
    }
}
