using System.Text;

namespace Fanout.Log.Tests;

/// <summary>Snapshots beside the log, and trimming behind them.</summary>
public abstract class SnapshotContract(LogHarness harness) : LogContract(harness)
{
    [Fact]
    public async Task A_snapshot_is_read_back_whole()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 2);
        PartitionSnapshot saved = await SaveAsync(hand, ("b", "B"), ("a", "A"));

        PartitionSnapshot? read = await Log.ReadSnapshotAsync(0, cancellationToken: Cancel);

        Assert.NotNull(read);
        Assert.Equal((saved.Position, saved.Chain, saved.PublishedMs), (read.Position, read.Chain, read.PublishedMs));
        Assert.Equal(["a=A/w:A@2", "b=B/w:B@2"], Texts(read));
    }

    [Fact]
    public async Task Matches_that_did_not_change_are_taken_over_from_the_snapshot_before()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 1);
        await SaveAsync(hand, ("a", "A1"), ("b", "B1"));
        await AppendAsync(hand, count: 1);
        await SaveAsync(hand, ("b", "B2"), ("c", "C2"));

        PartitionSnapshot? read = await Log.ReadSnapshotAsync(0, cancellationToken: Cancel);

        Assert.Equal(["a=A1/w:A1@1", "b=B2/w:B2@2", "c=C2/w:C2@2"], Texts(read!));
    }

    [Fact]
    public async Task The_newest_snapshot_within_the_limits_is_read()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 1);
        PartitionSnapshot first = await SaveAsync(hand, ("a", "A1"));
        await Harness.PassAsync(TimeSpan.FromSeconds(2));
        await AppendAsync(hand, count: 1);
        await SaveAsync(hand, ("a", "A2"), ("b", "B2"));

        Assert.Null(await Log.ReadSnapshotAsync(0, new SnapshotLimit(SequenceMax: 0), Cancel));
        Assert.Equal(
            ["a=A1/w:A1@1"], Texts((await Log.ReadSnapshotAsync(0, new SnapshotLimit(SequenceMax: 1), Cancel))!));
        Assert.Equal(
            ["a=A1/w:A1@1"], Texts(
                (await Log.ReadSnapshotAsync(0, new SnapshotLimit(PublishedMsMax: first.PublishedMs), Cancel))!));
    }

    [Fact]
    public async Task One_match_of_a_snapshot_is_read_alone()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 1);
        await SaveAsync(hand, ("a", "A1"), ("b", "B1"));
        await AppendAsync(hand, count: 1);
        await SaveAsync(hand, ("b", "B2"));

        Assert.Equal(["a=A1/w:A1@1"], await TextsAsync(new SnapshotLimit(MatchId: "a")));
        Assert.Equal(["b=B2/w:B2@2"], await TextsAsync(new SnapshotLimit(MatchId: "b")));
        Assert.Equal(["b=B1/w:B1@1"], await TextsAsync(new SnapshotLimit(SequenceMax: 1, MatchId: "b")));
        Assert.Empty(await TextsAsync(new SnapshotLimit(MatchId: "c")));

        async Task<IEnumerable<string>> TextsAsync(SnapshotLimit limit) =>
            Texts((await Log.ReadSnapshotAsync(0, limit, Cancel))!);
    }

    [Fact]
    public async Task A_snapshot_at_or_below_the_newest_one_is_stale()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 1);
        PartitionSnapshot saved = await SaveAsync(hand, ("a", "A"));
        Assert.Equal(SnapshotOutcome.Stale, await Log.SaveSnapshotAsync(saved, Cancel));
    }

    [Fact]
    public async Task A_snapshot_of_another_history_is_refused()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 1);
        PartitionSnapshot mine = Snapshot(hand, (await Hand.HeadAsync(Log)).PublishedMs, ("a", "A"));
        Assert.Equal(
            SnapshotOutcome.Diverged, await Log.SaveSnapshotAsync(mine with { Chain = ChainHash.None }, Cancel));
        Assert.Equal(SnapshotOutcome.Diverged, await Log.SaveSnapshotAsync(
            mine with { Position = new LogPosition(9, 1) }, Cancel));
        Assert.Equal(SnapshotOutcome.Diverged, await Log.SaveSnapshotAsync(
            mine with { Position = new LogPosition(7, 2) }, Cancel));
        Assert.Null(await Log.ReadSnapshotAsync(0, cancellationToken: Cancel));
    }

    [Fact]
    public async Task An_epoch_without_an_entry_of_its_own_is_snapshot_at_the_last_entry_before_it()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 1);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(8));
        PartitionSnapshot saved = await SaveAsync(hand, ("a", "A"));

        LogPage page = await Log.ReadAsync(0, saved.Position, 10, Cancel);

        Assert.Equal(new LogPosition(8, 1), saved.Position);
        Assert.Equal((PageStatus.Ok, saved.Chain, true), (page.Status, page.AfterChain, page.ReachesHead));
    }

    [Fact]
    public async Task A_match_that_retired_stays_in_every_later_snapshot_as_it_stood()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 1);
        await SaveAsync(hand, ("a", "A"), ("b", "B"));
        await AppendAsync(hand, count: 1);
        var position = new MatchPosition(hand.Epoch, 1);
        PartitionSnapshot next = await RetireAsync(hand, new MatchSnapshot("a", position, "A2"u8.ToArray(), default));
        await AppendAsync(hand, count: 1);
        await SaveAsync(hand, ("b", "B3"));
        await Log.TrimAsync(0, hand.Sequence, Cancel);
        await Harness.ReopenAsync();

        PartitionSnapshot? read = await Log.ReadSnapshotAsync(0, cancellationToken: Cancel);

        Assert.True(next.Position.Sequence < read!.Position.Sequence);
        Assert.Equal(["a=A2/@1", "b=B3/w:B3@3"], Texts(read));
        Assert.Equal([true, false], read.Matches.Select(match => match.IsRetired));
    }

    [Fact]
    public async Task A_match_that_retired_without_a_public_position_is_in_no_later_snapshot_until_it_is_saved_again()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 1);
        PartitionSnapshot whole = await SaveAsync(hand, ("a", "A"), ("b", "B"));
        await AppendAsync(hand, count: 1);
        PartitionSnapshot next = await RetireAsync(hand, new MatchSnapshot("a", default, default, default));
        await AppendAsync(hand, count: 1);
        await SaveAsync(hand);

        Assert.Equal(["a", "b"], await MatchesAsync(whole.Position.Sequence));
        Assert.Equal(["b"], await MatchesAsync(next.Position.Sequence));
        Assert.Equal(["b"], await MatchesAsync(null));
        await Log.TrimAsync(0, next.Position.Sequence, Cancel);
        Assert.Equal(["b"], await MatchesAsync(null));
        await AppendAsync(hand, count: 1);
        await SaveAsync(hand, ("a", "A2"));
        Assert.Equal(["a", "b"], await MatchesAsync(null));

        async Task<IEnumerable<string>> MatchesAsync(ulong? sequence) =>
            (await Log.ReadSnapshotAsync(0, new SnapshotLimit(sequence), Cancel))!.Matches.Select(match => match.MatchId);
    }

    [Fact]
    public async Task An_empty_log_needs_no_snapshot()
    {
        Hand hand = await Hand.OpenAsync(Log);
        Assert.Equal(SnapshotOutcome.Stale, await Log.SaveSnapshotAsync(Snapshot(hand, 0), Cancel));
    }

    [Fact]
    public async Task Nothing_is_trimmed_without_a_snapshot()
    {
        await AppendAsync(await Hand.OpenAsync(Log), count: 3);
        Assert.Equal(0ul, await Log.TrimAsync(0, 3, Cancel));
        Assert.Equal(3, (await Log.ReadAsync(0, LogPosition.Start, 10, Cancel)).Entries.Count);
    }

    [Fact]
    public async Task Trimming_passes_neither_a_snapshot_nor_the_archive()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 4);
        PartitionSnapshot saved = await SaveAsync(hand, ("a", "A"));
        await AppendAsync(hand, count: 4);
        await Log.MarkArchivedAsync(0, 2, Cancel);
        Assert.InRange(await Log.TrimAsync(0, 8, Cancel), 0ul, 2ul);
        await Log.MarkArchivedAsync(0, 8, Cancel);
        Assert.InRange(await Log.TrimAsync(0, 8, Cancel), 0ul, 4ul);

        LogPage page = await Log.ReadAsync(0, saved.Position, 10, Cancel);

        Assert.Equal((PageStatus.Ok, saved.Chain), (page.Status, page.AfterChain));
        Assert.Equal([5ul, 6, 7, 8], page.Entries.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task Who_stands_before_what_was_trimmed_is_told_so_and_everybody_else_reads_on()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 4);
        await SaveAsync(hand, ("a", "A"));
        await AppendAsync(hand, count: 1);
        ulong trimmed = await Log.TrimAsync(0, 4, Cancel);

        LogPage page = await Log.ReadAsync(0, LogPosition.Start, 10, Cancel);
        MatchPage match = await Log.ReadMatchAsync(MatchIn(0), MatchPosition.Start, 10, Cancel);

        // A log that is its own archive has everything for good; another one says what is gone.
        Assert.Equal(trimmed, page.Head.TrimmedThrough);
        Assert.Equal(trimmed == 0 ? PageStatus.Ok : PageStatus.Gone, page.Status);
        Assert.Equal(trimmed == 0 ? MatchPageStatus.Ok : MatchPageStatus.Gone, match.Status);
        Assert.Equal((uint)trimmed + 1, match.First.Sequence);
        Assert.Equal([5u], (await Log.ReadMatchAsync(MatchIn(0), new MatchPosition(7, 4), 10, Cancel)).Entries.Select(
            entry => entry.MatchSequence));
    }

    [Fact]
    public async Task A_match_of_which_everything_is_trimmed_is_gone_from_its_start_and_complete_at_its_head()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 2);
        await SaveAsync(hand, ("a", "A"));
        ulong trimmed = await Log.TrimAsync(0, 2, Cancel);

        MatchPage fromStart = await Log.ReadMatchAsync(MatchIn(0), MatchPosition.Start, 10, Cancel);
        MatchPage atHead = await Log.ReadMatchAsync(MatchIn(0), new MatchPosition(7, 2), 10, Cancel);

        Assert.Equal(trimmed == 0 ? MatchPageStatus.Ok : MatchPageStatus.Gone, fromStart.Status);
        Assert.Equal(2 - (int)trimmed, fromStart.Entries.Count);
        Assert.Equal(new MatchPosition(7, trimmed == 0 ? 1u : 2u), fromStart.First); // who is told it can go on there
        Assert.Equal((MatchPageStatus.Ok, 0), (atHead.Status, atHead.Entries.Count));
    }

    [Fact]
    public async Task Trimming_keeps_what_the_remaining_snapshots_took_over()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 1);
        await SaveAsync(hand, ("a", "A1"), ("b", "B1"));
        await AppendAsync(hand, count: 1);
        await SaveAsync(hand, ("b", "B2"));
        await AppendAsync(hand, count: 1);
        await SaveAsync(hand, ("b", "B3"));
        await Log.TrimAsync(0, 2, Cancel);

        Assert.Null(await Log.ReadSnapshotAsync(0, new SnapshotLimit(SequenceMax: 1), Cancel));
        Assert.Equal(
            ["a=A1/w:A1@1", "b=B2/w:B2@2"], Texts(
                (await Log.ReadSnapshotAsync(0, new SnapshotLimit(SequenceMax: 2), Cancel))!));
        Assert.Equal(
            ["a=A1/w:A1@1", "b=B3/w:B3@3"], Texts((await Log.ReadSnapshotAsync(0, cancellationToken: Cancel))!));
    }

    [Fact]
    public async Task Snapshots_are_there_after_the_log_was_closed_and_opened_again()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 1);
        await SaveAsync(hand, ("a", "A"));
        await Harness.ReopenAsync();
        Assert.Equal(["a=A/w:A@1"], Texts((await Log.ReadSnapshotAsync(0, cancellationToken: Cancel))!));
    }

    private static IEnumerable<string> Texts(PartitionSnapshot snapshot) => snapshot.Matches.Select(match =>
        $"{match.MatchId}={Text(match.Public)}/{Text(match.Writer)}@{match.Position.Sequence}");

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static PartitionSnapshot Snapshot(
        Hand hand, long publishedMs, params (string MatchId, string State)[] matches) => new()
        {
            Partition = 0,
            Position = new LogPosition(hand.Epoch, hand.Sequence),
            Chain = hand.Chain,
            PublishedMs = publishedMs,
            Matches =
        [
            .. matches.Select(match => new MatchSnapshot(
                match.MatchId,
                new MatchPosition(hand.Epoch, (uint)hand.Sequence),
                Encoding.UTF8.GetBytes(match.State),
                Encoding.UTF8.GetBytes("w:" + match.State))),
        ],
        };

    private async Task<PartitionSnapshot> SaveAsync(Hand hand, params (string MatchId, string State)[] matches)
    {
        PartitionSnapshot snapshot = Snapshot(hand, (await Hand.HeadAsync(Log)).PublishedMs, matches);
        Assert.Equal(SnapshotOutcome.Saved, await Log.SaveSnapshotAsync(snapshot, Cancel));
        return snapshot;
    }

    private async Task<PartitionSnapshot> RetireAsync(Hand hand, MatchSnapshot match)
    {
        PartitionSnapshot snapshot = Snapshot(hand, (await Hand.HeadAsync(Log)).PublishedMs);
        snapshot = snapshot with { Matches = [match with { IsRetired = true }] };
        Assert.Equal(SnapshotOutcome.Saved, await Log.SaveSnapshotAsync(snapshot, Cancel));
        return snapshot;
    }

    private async Task<Hand> AppendAsync(Hand hand, int count)
    {
        for (int number = 0; number < count; number++)
            await hand.AppendAsync(Drafts.Change(MatchIn(0), $"{number}"));
        return hand;
    }
}
